import { type Context, IGNORE, task, type TaskOptions, type TaskSpec } from "coppice";

/** What is said of a scripted child beside a task's options. */
export interface ScriptOptions extends TaskOptions {
  /** Asked to stop it does nothing: it ends when the script says so, or is killed. Default: it ends at once. */
  readonly stubborn?: boolean;
}

/**
 * A task whose every step a test decides: how it starts, when it is ready, how it ends, and what it does when it is asked
 * to stop. What is said of its life concerns the last incarnation that ran.
 */
export class Scripted<const Id extends string = string> {
  readonly spec: TaskSpec<undefined, Id>;
  /** The contexts of all its incarnations that were begun, those included that did not start. */
  readonly lives: Context[] = [];
  /** How many of the next starts fail. */
  refuses = 0;
  /** Whether the next starts answer that there is nothing to run. */
  ignores = false;
  /** Whether it does nothing when it is asked to stop. */
  stubborn: boolean;
  #settle: { readonly resolve: () => void; readonly reject: (error: unknown) => void } | undefined = undefined;

  constructor(id: Id, { stubborn = false, ...options }: ScriptOptions) {
    this.stubborn = stubborn;
    this.spec = task(id, (ctx: Context) => this.#run(ctx), options);
  }

  get id(): Id {
    return this.spec.id;
  }

  /** How many incarnations were begun. */
  get count(): number {
    return this.lives.length;
  }

  /** The context of the last incarnation. */
  get ctx(): Context {
    const last = this.lives.at(-1);
    if (last === undefined) throw new Error(`${this.id} was never started`);
    return last;
  }

  /** It is ready, where its options say `ready: "signal"`. */
  ready(): void {
    this.ctx.ready();
  }

  /** It ends well. */
  end(): void {
    this.#last.resolve();
  }

  /** It throws. */
  fail(message = `${this.id} broke`): void {
    this.#last.reject(new Error(message));
  }

  /** It ends saying that it was shut down. */
  shutdown(info?: unknown): void {
    this.ctx.shutdown(info);
  }

  #run(ctx: Context): Promise<void> | typeof IGNORE {
    this.lives.push(ctx);
    if (this.refuses > 0) {
      this.refuses -= 1;
      throw new Error(`${this.id} does not start`);
    }
    if (this.ignores) return IGNORE;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#settle = { resolve, reject };
    ctx.signal.addEventListener("abort", () => {
      if (!this.stubborn) reject(ctx.signal.reason);
    });
    return promise;
  }

  get #last(): { readonly resolve: () => void; readonly reject: (error: unknown) => void } {
    if (this.#settle === undefined) throw new Error(`${this.id} never ran`);
    return this.#settle;
  }
}

/** A child whose every step the test decides. */
export function scripted<const Id extends string>(id: Id, options: ScriptOptions = {}): Scripted<Id> {
  return new Scripted(id, options);
}
