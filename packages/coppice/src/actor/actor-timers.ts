import type { ContextLife } from "../child/context.ts";
import { CoppiceError } from "../error.ts";
import type { Timer } from "../runtime/runtime.ts";
import { type Duration, milliseconds } from "../time/duration.ts";
import type { CancelTimer } from "./behaviour.ts";
import type { Mailbox } from "./mailbox.ts";
import type { AnyMessage } from "./protocol.ts";

/** The timers of one incarnation of an actor: each tells it a message. */
export class ActorTimers {
  readonly #life: ContextLife;
  readonly #mailbox: Mailbox;
  readonly #timers = new Set<Timer>();

  constructor(life: ContextLife, mailbox: Mailbox) {
    this.#life = life;
    this.#mailbox = mailbox;
  }

  after(delay: Duration, message: AnyMessage): CancelTimer {
    return this.#set(milliseconds(delay, `${this.#mailbox.path}: ctx.after(delay)`), message, false);
  }

  every(interval: Duration, message: AnyMessage): CancelTimer {
    const where = `${this.#mailbox.path}: ctx.every(interval)`;
    const delay = milliseconds(interval, where);
    if (delay > 0) return this.#set(delay, message, true);
    throw new CoppiceError("BAD_DURATION", `${where} is 0: expected more than 0. To go on at once, tell ctx.self.`, {
      details: { path: this.#mailbox.path },
    });
  }

  /** Cancels all. */
  cancel(): void {
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  #set(delay: number, message: AnyMessage, again: boolean): CancelTimer {
    const { runtime } = this.#life.place.environment;
    let timer: Timer | undefined;
    const arm = (): void => {
      timer = runtime.after(delay, () => {
        if (timer !== undefined) this.#timers.delete(timer);
        timer = undefined;
        if (again) arm();
        this.#mailbox.tell(message);
      });
      this.#timers.add(timer);
    };
    // Its end has begun: nothing would hear of it.
    if (!this.#life.isEnding) arm();
    return () => {
      if (timer === undefined) return;
      timer.cancel();
      this.#timers.delete(timer);
    };
  }
}
