import { isPromise } from "node:util/types";
import { isClass } from "../../kind/make.ts";
import { show } from "../../show.ts";

/** What may come in place of a spec, and how to make one of it; the first that fits. */
const IN_PLACE_OF_A_SPEC: readonly (readonly [(value: unknown) => boolean, (value: unknown) => string])[] = [
  [(value) => value === undefined, () => "Is there a `return` or a list member missing, or do two modules import each other?"],
  [
    (value) => typeof value === "boolean" || value === null,
    () => "To have a child by condition, spread a list: ...(condition ? [child] : []).",
  ],
  [isPromise, () => "Await it before it is put there."],
  [Array.isArray, () => "Spread it: ...children."],
  [isClass, (value) => `Wrap it: task("id", ${nameOf(value, "Class")}) or service("id", ${nameOf(value, "Class")}).`],
  [(value) => typeof value === "function", (value) => `Wrap it: task("id", ${nameOf(value, "run")}).`],
  [(value) => typeof value === "string", () => "Give the spec itself, not its id."],
  [(value) => has(value, "run"), () => `Wrap what makes it: task("id", (ctx) => object), so that each start has one of its own.`],
  [
    (value) => has(value, "start"),
    () => `Wrap what makes it: service("id", (ctx) => object), so that each start has one of its own.`,
  ],
];

/** Says what came in place of a spec, as the end of a message. */
export function notASpec(value: unknown): string {
  const expected = "expected a spec, what task(…), service(…), actor(…), supervisor(…) and the like answer.";
  return `${show(value)}: ${expected}${mendOf(IN_PLACE_OF_A_SPEC, value)}`;
}

/** What may come in place of a factory. */
const IN_PLACE_OF_A_FACTORY: typeof IN_PLACE_OF_A_SPEC = [
  [(value) => value === undefined, () => "Is it declared, and exported where it is imported from?"],
  [isPromise, () => "Pass the function itself, not what its call answers."],
  [
    (value) => typeof value === "object" && value !== null,
    () => "Pass what makes it, such as (ctx) => object: each start has one of its own.",
  ],
];

/** Says what came in place of a factory, as the end of a message. */
export function notAFactory(value: unknown): string {
  return `${show(value)}: expected a function of the context, or a class.${mendOf(IN_PLACE_OF_A_FACTORY, value)}`;
}

function mendOf(table: typeof IN_PLACE_OF_A_SPEC, value: unknown): string {
  const [, mend] = table.find(([fits]) => fits(value)) ?? [];
  return mend === undefined ? "" : ` ${mend(value)}`;
}

function nameOf(value: unknown, otherwise: string): string {
  const { name } = value as { readonly name?: unknown };
  return typeof name === "string" && /^[\p{L}_$][\p{L}\p{N}_$]{0,50}$/u.test(name) ? name : otherwise;
}

function has(value: unknown, member: string): boolean {
  return typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)[member] === "function";
}
