import type { Incarnation } from "../child/contract.ts";
import type { Exit, KilledBy } from "../exit.ts";
import type { ChildRecord } from "./child-record.ts";
import type { Request } from "./child-record.ts";
import type { Round } from "./child-record.ts";

/** An exit as the spec's rules see it, with what `decide` may not find out for itself. */
export interface Verdict {
  readonly exit: Exit;
  /** No restart is to be tried. */
  readonly fatal: boolean;
  /** Drawn for the jitter of a backoff. */
  readonly random: number;
  /** What a user's strategy answered: those the failure takes along. */
  readonly affected?: readonly ChildRecord[] | undefined;
}

/** What is asked about a child by its id. */
export interface NamedCommand<Type extends string> {
  readonly type: Type;
  readonly id: string;
  readonly request: Request;
}

/** What `decide` is told: everything that reaches a supervisor. */
export type Command =
  | { readonly type: "boot" }
  | { readonly type: "ready"; readonly child: ChildRecord; readonly life: Incarnation }
  | { readonly type: "ignored"; readonly child: ChildRecord; readonly life: Incarnation }
  | { readonly type: "exited"; readonly child: ChildRecord; readonly life: Incarnation; readonly verdict: Verdict }
  | { readonly type: "condemned"; readonly child: ChildRecord; readonly life: Incarnation; readonly exit: Exit }
  /** A start or a stop took longer than it may. */
  | { readonly type: "overdue"; readonly child: ChildRecord; readonly life: Incarnation; readonly of: "starting" | "stopping" }
  /** A round has waited long enough. */
  | { readonly type: "attempt"; readonly round: Round; readonly ticket: number }
  | { readonly type: "start-child"; readonly child: ChildRecord; readonly request: Request }
  | NamedCommand<"stop-child">
  | NamedCommand<"restart-child">
  | NamedCommand<"delete-child">
  | NamedCommand<"revive-child">
  | { readonly type: "stop" }
  | { readonly type: "kill"; readonly by: KilledBy };

/** The command of one name. */
export type CommandOf<Name extends Command["type"]> = Extract<Command, { readonly type: Name }>;

/** What reaches the queue: commands, and ends that the user's rules have not judged yet. */
export type News =
  | Command
  | { readonly type: "ended"; readonly child: ChildRecord; readonly life: Incarnation; readonly exit: Exit };
