import { CoppiceError } from "../error.ts";
import type { Runtime, Timer } from "../runtime/runtime.ts";
import { errorFrom } from "./crossing-error.ts";
import type { CommandOutcome, FarCommand } from "./command-message.ts";

/** What was asked, without what this adds. */
export type Question = Omit<FarCommand, "type" | "id" | "deadline">;

/** What a reply brings. */
export type Reply = Extract<CommandOutcome, { readonly type: "reply" }>;

interface Pending {
  readonly command: FarCommand;
  readonly timer: Timer | undefined;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: CoppiceError) => void;
}

/** The commands that were given over a link and have no outcome yet. Each settles: by its outcome, its deadline or the end of the link. */
export class Requests {
  readonly #runtime: Runtime;
  readonly #send: (command: FarCommand) => void;
  /** Milliseconds that each may take; Infinity where the link's heartbeats tell that nothing will come. */
  readonly #patience: number;
  readonly #pending = new Map<number, Pending>();
  #last = 0;
  #isClosed = false;

  constructor(runtime: Runtime, send: (command: FarCommand) => void, patience: number) {
    this.#runtime = runtime;
    this.#send = send;
    this.#patience = patience;
  }

  /** Gives a command. Rejects with what it is refused with there; NOT_RUNNING when no outcome will come; with what sending it throws. */
  async ask(question: Question): Promise<Reply> {
    if (this.#isClosed) throw notRunning(question, "has stopped or is stopping: nothing can be asked of it any more");
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const id = (this.#last += 1);
    const isBound = this.#patience !== Number.POSITIVE_INFINITY;
    const deadline = isBound ? this.#runtime.now() + this.#patience : null;
    const command: FarCommand = { type: "command", id, deadline, ...question };
    const timer = isBound ? this.#runtime.after(this.#patience, () => this.#overdue(id)) : undefined;
    this.#pending.set(id, { command, timer, resolve, reject });
    try {
      this.#send(command);
    } catch (error) {
      // Nobody but the caller is to hear of it, and the end of the link finds nothing to settle.
      this.#take(id);
      throw error;
    }
    return await promise;
  }

  /** Settles what this is the outcome of, if it still waits for one. */
  settle(outcome: CommandOutcome): void {
    const pending = this.#take(outcome.id);
    if (pending === undefined) return;
    if (outcome.type === "reply") return pending.resolve(outcome);
    pending.reject(errorFrom(outcome));
  }

  /** Gives again, over a link that is new, what has no outcome yet. */
  again(): void {
    for (const { command } of this.#pending.values()) this.#send(command);
  }

  /** No outcome comes any more. */
  close(): void {
    this.#isClosed = true;
    for (const id of [...this.#pending.keys()]) {
      this.#giveUp(id, "ended, or its link was lost, before it had answered: whether it was done is not known");
    }
  }

  #overdue(id: number): void {
    this.#giveUp(id, `did not answer within ${this.#patience} ms: whether it was done is not known`);
  }

  #giveUp(id: number, says: string): void {
    const pending = this.#take(id);
    pending?.reject(notRunning(pending.command, says));
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    pending?.timer?.cancel();
    return pending;
  }
}

function notRunning({ path, does, child }: Question, says: string): CoppiceError {
  return new CoppiceError("NOT_RUNNING", `the supervisor ${path} ${says}`, { details: { path, command: does, child } });
}
