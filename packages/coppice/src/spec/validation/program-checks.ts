import { constants } from "node:os";
import { show } from "../../show.ts";
import { isPlain } from "../frozen-copy.ts";
import { type Check, group, type OptionTable } from "./check.ts";
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

function isName(value: unknown): boolean {
  return isFilledText(value) && !(value as string).includes("=");
}

export const variables: Check = {
  allowed: `an object of texts by the names of variables, null for one that is to be taken away, such as { NODE_ENV: "production", DEBUG: null }`,
  accepts: (value) =>
    isPlain(value) && Object.entries(value).every(([name, content]) => isName(name) && (content === null || isText(content))),
};

export const names: Check = {
  allowed: `true, false, or a list of the names of variables, such as ["PATH", "HOME"]`,
  accepts: (value) => typeof value === "boolean" || (Array.isArray(value) && Array.from(value).every(isName)),
};

export const execArguments: Check = {
  allowed: `a list of arguments of Node, such as ["--expose-gc"]`,
  accepts: (value) => Array.isArray(value) && Array.from(value).every(isFilledText),
};
