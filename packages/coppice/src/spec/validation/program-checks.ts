import { constants } from "node:os";
import { runsElse } from "../../kind/program/exec-arguments.ts";
import { show } from "../../show.ts";
import { isPlain } from "../frozen-copy.ts";
import { type Check, group, listOf, type OptionTable } from "./check.ts";
import { nearest } from "./nearest.ts";

/** What the operating system takes as a text. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && !value.includes("\0");
}

function isFilledText(value: unknown): boolean {
  return isText(value) && value !== "";
}

export const text: Check = { allowed: "a text, not empty, without the character 0", accepts: isFilledText };

export const textOrExpression: Check = {
  allowed: "a text, not empty, or a regular expression",
  accepts: (value) => isFilledText(value) || value instanceof RegExp,
};

/** A whole number from one to another. */
export function whole(least: number, most: number): Check {
  return {
    allowed: `a whole number from ${least} to ${most}`,
    accepts: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  };
}

export const port: Check = whole(1, 65_535);

/** The number of a user or a group. */
export const ids: Check = whole(0, 2 ** 32 - 2);

/** A file that is written, by the program or with rotation. */
export function output(rotate: OptionTable): Check {
  const example = `{ file: "out.log" } or { file: "out.log", rotate: { maxSizeMb: 10, keep: 5 } }`;
  return group({ file: text, rotate: group(rotate, "{ maxSizeMb: 10, keep: 5 }") }, example, ["file"]);
}

export const file: Check = group({ file: text }, `{ file: "out.log" }`, ["file"]);

/** One value. */
export function only(value: boolean): Check {
  return { allowed: String(value), accepts: (given) => given === value };
}

const BY = ["line", "port", "file", "notify"];

/** One sign of readiness, or none. */
export function readiness(inside: OptionTable): Check {
  return {
    allowed:
      '"spawn", or one of { line: "listening" }, { port: 8080 }, { port: 8080, host: "::1" }, { file: "app.sock" }, { notify: true }',
    accepts: (value) =>
      value === "spawn" ||
      (isPlain(value) &&
        BY.filter((sign) => Object.hasOwn(value, sign)).length === 1 &&
        (Object.hasOwn(value, "port") || !Object.hasOwn(value, "host"))),
    meant: (value) => (value === "start" ? '"spawn"' : undefined),
    inside,
  };
}

const SIGNALS = Object.keys(constants.signals).filter((name) => name !== "SIGKILL" && name !== "SIGSTOP");

export const signalName: Check = {
  allowed: 'the name of a signal such as "SIGTERM", "SIGINT" or "SIGQUIT", and none that cannot be caught',
  accepts: (value) => typeof value === "string" && SIGNALS.includes(value),
  meant: (value) => {
    if (typeof value !== "string" || /KILL|STOP/i.test(value)) return undefined;
    const name = value.toUpperCase();
    const meant = SIGNALS.find((signal) => signal === name || signal === `SIG${name}`) ?? nearest(value, SIGNALS);
    return meant === undefined ? undefined : show(meant).replaceAll("'", '"');
  },
};

/** The rights that are taken away, which one writes in base 8. */
export const rights: Check = {
  ...whole(0, 0o777),
  allowed: "a whole number from 0 to 0o777, such as 0o027",
  meant: (value) =>
    typeof value === "string" && /^[0-7]{1,4}$/.test(value) ? `0o${value.padStart(3, "0").slice(-3)}` : undefined,
};

/** The code that a process ends with. */
const exitCode: Check = whole(0, 255);

/** Which exits of a process a rule is about. */
export const exitRules: Check = listOf(
  { allowed: "", accepts: (value) => typeof value === "function" || exitCode.accepts(value) },
  "a list of exit codes, whole numbers from 0 to 255, and functions of the exit, such as [0, 143]",
);

function isName(value: unknown): boolean {
  return isFilledText(value) && !(value as string).includes("=");
}

export const variables: Check = {
  allowed: `an object of texts by the names of variables, null for one that is to be taken away, such as { NODE_ENV: "production", DEBUG: null }`,
  accepts: (value) => isPlain(value) && faultOf(value) === undefined,
  described: (value) => (isPlain(value) ? `an object ${faultOf(value)}` : kindOf(value)),
};

/** What is wrong with the first of these variables that is. */
function faultOf(variables: object): string | undefined {
  for (const [name, content] of Object.entries(variables) as [string, unknown][]) {
    if (name === "") return "with a variable that has no name";
    if (name.includes("=")) return `with a name that has "=", ${show(`${name.slice(0, name.indexOf("="))}=…`)}`;
    if (!isName(name)) return `with a name that has the character 0`;
    if (content !== null && !isText(content)) return `whose ${show(name)} is ${kindOf(content)}`;
  }
  return undefined;
}

/** What a value is, without what it says. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string") return isText(value) ? "a text" : "a text with the character 0";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

export const names: Check = {
  allowed: `true, false, or a list of the names of variables, such as ["PATH", "HOME"]`,
  accepts: (value) => typeof value === "boolean" || (Array.isArray(value) && Array.from(value).every(isName)),
};

export const execArguments: Check = {
  allowed: `a list of arguments of Node, such as ["--expose-gc"], and none that has it do something else than run the module, as "--eval" has`,
  accepts: (value) => Array.isArray(value) && Array.from(value).every((each) => isFilledText(each) && !runsElse(each as string)),
};
