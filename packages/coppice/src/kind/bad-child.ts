import type { Place } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";

/**
 * A factory answered what is no child.
 *
 * @param expected what would be one.
 */
export function badChild({ path }: Place, expected: string, given: unknown): CoppiceError {
  return refuse(path, `the factory of ${path} answered ${show(given)}: expected ${expected}. ${remedy(given)}`, given);
}

/** The `run` of an object answered no promise: nobody could tell when it ends. */
export function runAnsweredNothing({ path }: Place, given: unknown): CoppiceError {
  const expected = "expected a promise that settles when it ends";
  return refuse(path, `run() of ${path} answered ${show(given)}: ${expected}. ${remedy(given)}`, given);
}

/** A member of a child that must be a function is not. */
export function badMember({ path }: Place, member: string, given: unknown): CoppiceError {
  return refuse(path, `${member} of ${path} is ${show(given)}: expected a function, or nothing where it may be left out.`, given);
}

/** It ended, well, before it was ready; where its spec says "start", before its start was done. */
export function endedBeforeReady({ path }: Place, ready: "start" | "signal" = "signal"): CoppiceError {
  const expected =
    ready === "signal"
      ? `its spec says ready: "signal", so ctx.ready() was expected first. Call it, or ctx.ignore() when there is nothing to run, ` +
        `or leave ready: "signal" out.`
      : `something ended it while it started. Look for process.exit() in its module, and in what that imports.`;
  return new CoppiceError("ENDED_BEFORE_READY", `${path} ended before it was ready: ${expected}`, { details: { path } });
}

function refuse(path: string, message: string, given: unknown): CoppiceError {
  return new CoppiceError("BAD_CHILD", message, { details: { path, given: jsonSafe(given) } });
}

function remedy(given: unknown): string {
  if (given === undefined) return "Was `async` or `return` forgotten?";
  if (given instanceof Promise) return "Make the factory itself synchronous, and await in start().";
  if (typeof given === "function") return "Return an instance: `new` or `()` may be missing.";
  if (typeof given === "object" && given !== null) return "Add what is missing.";
  return "Return IGNORE when there is nothing to run.";
}

/** Whether a value has a function of this name. */
export function has(value: unknown, member: string): boolean {
  return typeof read(value, member) === "function";
}

/** Throws BAD_CHILD when one of these members is there and no function. */
export function checkOptional(place: Place, child: unknown, members: readonly string[]): void {
  for (const member of members) {
    const value = read(child, member);
    if (value !== undefined && typeof value !== "function") throw badMember(place, member, value);
  }
}

function read(value: unknown, member: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[member];
}
