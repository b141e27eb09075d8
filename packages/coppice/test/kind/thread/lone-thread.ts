import { type Json, type Spec, systemRuntime, thread, type ThreadOptions, type ThreadSpec } from "coppice";
import type { Incarnation } from "../../../src/child/contract.ts";
import type { Exit } from "../../../src/exit.ts";
import type { Runtime } from "../../../src/runtime/runtime.ts";
import { alone, type LonePlace, type Told } from "../../support/lone-place.ts";

/** How long a test with real threads may take on a machine that has much else to do. */
export const LIMIT = { timeout: 60_000 };

/** A module of these tests. */
export function fixture(name: string): URL {
  return new URL(`fixtures/${name}`, import.meta.url);
}

/** A module of one line. */
export function inline(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

/** A thread that does what `fixtures/many.ts` has under this name. */
export function doing(deed: string, options: ThreadOptions = {}): ThreadSpec<"one"> {
  return thread("one", fixture("many.ts"), { ...options, args: { deed } });
}

/** A thread, or a child that lives elsewhere in another way, that runs without a supervisor, at `lone/<id>`. */
export class LoneThread {
  readonly life: Incarnation;
  readonly place: LonePlace;
  readonly #waiting: { readonly news: string; readonly told: (entry: Told) => void }[] = [];

  constructor(spec: Spec, runtime: Runtime = systemRuntime) {
    const { life, place } = alone(runtime, spec, spec.options);
    this.life = life;
    this.place = place;
    for (const member of ["ready", "ignored", "exited", "condemn", "report"] as const) {
      const tell = place[member] as (...args: unknown[]) => void;
      Object.assign(place, {
        [member]: (...args: unknown[]) => {
          tell(...args);
          this.#look();
        },
      });
    }
    life.begin();
  }

  /** Resolves once it told this. */
  async heard(news: string): Promise<Told> {
    const { promise, resolve } = Promise.withResolvers<Told>();
    this.#waiting.push({ news, told: resolve });
    this.#look();
    return await promise;
  }

  /** Resolves with its exit. */
  async exit(): Promise<Exit> {
    return (await this.heard("exited")).exit as Exit;
  }

  /** Stops it once it is ready; resolves with its exit. */
  async stopped(): Promise<Exit> {
    await this.heard("ready");
    this.life.stop();
    return await this.exit();
  }

  #look(): void {
    for (const { news, told } of this.#waiting) {
      const entry = this.place.told.find((one) => one.news === news);
      if (entry !== undefined) told(entry);
    }
  }
}

/** How one that is left alone ends. */
export async function exitOf(spec: Spec): Promise<Exit> {
  return await new LoneThread(spec).exit();
}

/** What a thread said of itself by `ctx.shutdown(info)`. */
export function infoOf(exit: Exit): Json | undefined {
  if (exit.type !== "shutdown") throw new Error(`it ${JSON.stringify(exit)}`);
  return exit.info;
}
