import type { MailboxOptions } from "../actor/mailbox-options.ts";
import type { AnyMessage } from "../actor/protocol.ts";
import type { ChildDefaults, ChildOptions, RestartLimit } from "../child/options.ts";
import type { Route } from "../pool/route.ts";
import type { Duration } from "../time/duration.ts";

/** What can be said of a pool. */
export interface PoolOptions<Message extends AnyMessage = never> extends ChildOptions {
  /** How many workers it starts with, from 1 to 10,000. Default: 4. */
  readonly size?: number;
  /** Which worker a message goes to. Default: "round-robin". */
  readonly route?: Route<Message>;
  /** The mailbox of each worker. Default: as of any actor. */
  readonly mailbox?: MailboxOptions;
  /** How long a worker that leaves has for what waits for it, when the pool gets smaller. `Infinity`: no limit. Default: "5s". */
  readonly drain?: Duration;
  /** How many restarts of workers it bears within what time. Default: `{ restarts: 3, within: "5s" }`. */
  readonly intensity?: RestartLimit;
  /** What holds for each worker. */
  readonly workers?: ChildDefaults;
}
