import { ActorSystem } from "../actor/actor-system.ts";
import { firstAnswer } from "../actor/first-answer.ts";
import type { Handlers, MessageOf, ReplyTo } from "../actor/protocol.ts";
import type { Recipient } from "../actor/recipient.ts";
import type { AskOptions, Ref, SendOptions, TellOptions } from "../actor/ref.ts";
import type { Branch, Kept, Place, Spec } from "../child/contract.ts";
import { livesInside } from "../child/inside.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { PoolWorker } from "./pool-worker.ts";
import { type Choose, choosing, type Route } from "./route.ts";

/** What a pool is made of, as its address needs to know it. */
export interface PoolPlan {
  readonly size: number;
  readonly route: Route<never>;
  /** How many milliseconds a worker that leaves has for what waits for it. */
  readonly drain: number;
  /** The spec of a worker. */
  readonly worker: (id: string) => Spec;
}

/**
 * The address of a pool: takes messages as a `Ref` does, and gives each to a worker, by the pool's route. It stays valid while the pool and its
 * workers are restarted.
 */
export class Pool<Protocol extends Handlers = Handlers> implements Recipient<Protocol>, Kept {
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  readonly #place: Place;
  readonly #plan: PoolPlan;
  readonly #system: ActorSystem;
  /** Undefined where a message goes to all. */
  readonly #choose: Choose | undefined;
  readonly #workers: PoolWorker<Protocol>[] = [];
  #branch: Branch | undefined = undefined;
  /** The last change of the size, which the next one waits for. Never rejects. */
  #resizing: Promise<unknown> = Promise.resolve();

  constructor(place: Place, plan: PoolPlan) {
    const { environment, path } = place;
    this.path = path;
    this.#place = place;
    this.#plan = plan;
    this.#system = ActorSystem.of(environment);
    const { route } = plan;
    this.#choose = route === "broadcast" ? undefined : choosing(route, path, () => environment.runtime.random());
    for (let number = 1; number <= plan.size; number += 1) this.#enter(String(number));
  }

  /** Whether it runs, or is on its way back. */
  get isThere(): boolean {
    return this.#branch !== undefined;
  }

  /** How many workers messages are given to. */
  get size(): number {
    return this.#workers.length;
  }

  /** The addresses of its workers, in the order of their numbers. */
  get workers(): readonly Ref<Protocol>[] {
    return this.#workers.map(({ ref }) => ref);
  }

  /** Gives a worker a message, or each of them. Never throws: what cannot be routed is a dead letter `unhandled`. */
  tell(message: MessageOf<Protocol>, options?: TellOptions): void {
    let chosen: readonly Ref<Protocol>[];
    try {
      chosen = this.#chosen(message);
    } catch {
      this.#system.deadLetters.add("unhandled", this.path, message);
      return;
    }
    for (const ref of chosen) ref.tell(message, options);
  }

  /**
   * Gives a worker a message, or each of them; resolves when their mailboxes took it.
   *
   * @throws CoppiceError (rejects) as `send` of a `Ref`, when one of them did not take it; BAD_OPTION when the route's key is no text; or with what the
   * key threw.
   */
  async send(message: MessageOf<Protocol>, options?: SendOptions): Promise<void> {
    await Promise.all(this.#chosen(message).map((ref) => ref.send(message, options)));
  }

  /**
   * Gives a worker a message, and resolves with the reply. Of a broadcast the first reply counts, and the others reach nobody.
   *
   * @throws CoppiceError (rejects) as `ask` of a `Ref`; BAD_OPTION when the route's key is no text; or with what the key threw.
   */
  async ask<Message extends MessageOf<Protocol>>(message: Message, options?: AskOptions): Promise<ReplyTo<Protocol, Message>> {
    return await firstAnswer(this.#chosen(message).map((ref) => ref.ask(message, options)));
  }

  /**
   * Changes the number of workers, also across restarts of the pool; resolves when that is done. One change waits for the one before.
   *
   * More: each is started in turn, and gets messages once it is ready. Fewer: those with the highest numbers leave. They get no more messages from
   * here on, finish what waits for them, for as long as the option `drain` says, and are stopped; what is left then is a dead letter.
   *
   * @throws CoppiceError (rejects) BAD_OPTION for what is no size; NOT_RUNNING; START_FAILED, where those that were started stay;
   * WOULD_DEADLOCK when a worker of the pool asks for fewer; CANCELLED when the pool is stopped meanwhile.
   */
  async resize(size: number): Promise<void> {
    if (!Number.isInteger(size) || size < 1 || size > 10_000) throw this.#badSize(size);
    if (size < this.size && livesInside(this.#system.environment.runtime.current(), this.path)) throw this.#wouldDeadlock();
    const done = this.#resizing.then(() => this.#resize(size));
    this.#resizing = done.catch(() => undefined);
    await done;
  }

  toString(): string {
    return this.path;
  }

  toJSON(): string {
    return this.path;
  }

  /** The specs of the workers that an incarnation starts with. For the tree alone. */
  specs(): readonly Spec[] {
    return this.#workers.map(({ id }) => this.#plan.worker(id));
  }

  /** An incarnation begins. For the tree alone. */
  open(branch: Branch): void {
    this.#branch = branch;
  }

  /** No incarnation will come by itself. For the tree alone. */
  rest(): void {
    this.#branch = undefined;
  }

  #chosen(message: MessageOf<Protocol>): readonly Ref<Protocol>[] {
    if (this.#choose === undefined) return this.workers;
    const at = this.#choose(this.#workers, message);
    return [(this.#workers[at] as PoolWorker<Protocol>).ref];
  }

  #enter(id: string): void {
    this.#workers.push(new PoolWorker(this.path, id, this.#system));
  }

  async #resize(size: number): Promise<void> {
    const branch = this.#branch;
    const from = this.size;
    if (branch === undefined) throw this.#notRunning();
    try {
      if (size < from) await this.#shrink(size);
      while (this.size < size) {
        const id = String(this.size + 1);
        // One after another: none is begun after one that failed.
        await branch.startChild(this.#plan.worker(id));
        this.#enter(id);
      }
    } finally {
      if (this.size > from) this.#tellSize(from);
    }
  }

  async #shrink(size: number): Promise<void> {
    const from = this.size;
    const leaving = this.#workers.splice(size);
    this.#tellSize(from);
    await Promise.all(leaving.map(async (worker) => await this.#leave(worker)));
  }

  async #leave({ id, mailbox }: PoolWorker<Protocol>): Promise<void> {
    if (mailbox !== undefined) await this.#drained(mailbox.emptied());
    const branch = this.#branch;
    // A pool that was restarted meanwhile has come back without it.
    if (branch?.getSpec(id) === undefined) return;
    await branch.stopChild(id);
    // A temporary one is forgotten when it is stopped.
    if (branch.getSpec(id) !== undefined) await branch.deleteChild(id);
  }

  /** Resolves when a mailbox is empty, or its time is over. */
  #drained(emptied: Promise<void>): Promise<void> {
    const { drain } = this.#plan;
    if (drain === Infinity) return emptied;
    return new Promise((resolve) => {
      const timer = this.#place.environment.runtime.after(drain, resolve);
      void emptied.then(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  #tellSize(from: number): void {
    const { events } = this.#place.environment;
    if (events.active) events.emit("pool.resized", "info", this.path, this.#place.incarnation, { from, to: this.size });
  }

  #notRunning(): CoppiceError {
    return new CoppiceError("NOT_RUNNING", `the pool ${this.path} does not run: it can be resized when it runs again`, {
      details: { path: this.path },
    });
  }

  #wouldDeadlock(): CoppiceError {
    return new CoppiceError(
      "WOULD_DEADLOCK",
      `${this.path}: resize(size) was called by one of its own workers, which might wait for its own end: have somebody else do it`,
      { details: { path: this.path } },
    );
  }

  #badSize(given: unknown): CoppiceError {
    return new CoppiceError(
      "BAD_OPTION",
      `${this.path}: resize(size) was given ${show(given)}: expected a whole number from 1 to 10000.`,
      { details: { path: this.path, given: jsonSafe(given) } },
    );
  }
}
