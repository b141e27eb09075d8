import type { Severity } from "../event/event.ts";
import type { Watcher } from "../child/watcher.ts";
import type { Exit, KilledBy } from "../exit.ts";
import type { ChildRecord } from "./child-record.ts";
import type { Refusal, Request } from "./child-record.ts";
import type { Round } from "./child-record.ts";

/** What a decision asks the shell to do, in this order. */
export type Effect =
  /** Begin the next incarnation; its start may take `policy.startTimeout`. */
  | { readonly type: "start"; readonly child: ChildRecord }
  /** Ask the incarnation to end; it has `policy.shutdown`. */
  | { readonly type: "stop"; readonly child: ChildRecord }
  | { readonly type: "kill"; readonly child: ChildRecord; readonly by: KilledBy }
  /** Tell those who waited for its incarnation to end. */
  | {
      readonly type: "watched";
      readonly child: ChildRecord;
      readonly incarnation: number;
      readonly watchers: ReadonlySet<Watcher>;
      readonly exit: Exit;
    }
  /** No incarnation of it will come by itself: what its kind keeps is told. */
  | { readonly type: "rest"; readonly child: ChildRecord; readonly state: "stopped" | "quarantined" | "gone" }
  /** Give the command `attempt` with this ticket back after the delay, and not in this turn of the loop. */
  | { readonly type: "wait"; readonly round: Round; readonly ticket: number; readonly delay: number }
  | { readonly type: "unwait"; readonly round: Round }
  | { readonly type: "answer"; readonly request: Request; readonly child: ChildRecord | undefined }
  | { readonly type: "refuse"; readonly request: Request; readonly refusal: Refusal }
  | {
      readonly type: "event";
      readonly name: string;
      readonly severity: Severity;
      readonly child: ChildRecord | undefined;
      readonly data: Readonly<Record<string, unknown>> | undefined;
    }
  /** Every child had its start: the supervisor is ready. */
  | { readonly type: "up" }
  /** The supervisor begins to bring its children down. */
  | { readonly type: "closing" }
  /** Every child is down: the supervisor has ended. */
  | { readonly type: "down"; readonly exit: Exit };
