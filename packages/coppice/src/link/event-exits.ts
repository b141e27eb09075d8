import type { Exit, ExitCause } from "../exit.ts";
import type { SupervisorEvents } from "../supervisor/events.ts";
import { causeAt, isExit, WHY } from "./exit-fields.ts";
import { type Check, maybe, record, text } from "./field.ts";

/** The events that tell of an exit. */
type EventWithExit = {
  [Type in keyof SupervisorEvents]: SupervisorEvents[Type] extends { readonly exit: Exit } | { readonly cause: ExitCause }
    ? Type
    : never;
}[keyof SupervisorEvents];

/** An exit as an event shows it. */
const exit: Check = (value) => isExit(value, 0, "shown");

/** What these must have. */
const NEEDS: Readonly<Record<EventWithExit, Check>> = {
  "child.failing": record({ exit }),
  "child.exited": record({ exit }),
  "supervisor.stopped": record({ exit }),
  "supervisor.gave-up": record({ why: WHY, cause: causeAt(0, "shown"), hint: maybe(text) }),
};

const CHECKS: ReadonlyMap<unknown, Check> = new Map(Object.entries(NEEDS));

/** Whether the data of an event have the exit that its type tells of, and what they have as an exit is one: whoever describes it need not look again. */
export function hasItsExit(type: unknown, data: Readonly<Record<string, unknown>>): boolean {
  return (CHECKS.get(type)?.(data) ?? true) && maybe(exit)(data["exit"]);
}
