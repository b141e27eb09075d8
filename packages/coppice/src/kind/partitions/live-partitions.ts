import { refTo } from "../../actor/ref-to.ts";
import type { ContextLife } from "../../child/context.ts";
import type { Environment, Spec } from "../../child/contract.ts";
import { SeenBy, seenBy } from "../../child/seen-by.ts";
import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import { show } from "../../show.ts";
import { keyHash } from "./key-hash.ts";
import type { PartitionKey, Partitions } from "./partitions.ts";

/** A partition supervisor that runs, as it is seen by one incarnation, or from outside. */
export class LivePartitions<Instance> extends SeenBy implements Partitions<Instance> {
  readonly #environment: Environment;
  readonly #partitions: readonly Spec<Instance>[];
  readonly #caller: ContextLife | undefined;

  /** @param environment what the supervisor gives to its children. */
  constructor(environment: Environment, partitions: readonly Spec<Instance>[], caller?: ContextLife) {
    super();
    this.#environment = environment;
    this.#partitions = partitions;
    this.#caller = caller;
  }

  seenBy(life: ContextLife): Partitions<Instance> {
    return new LivePartitions(this.#environment, this.#partitions, life);
  }

  get size(): number {
    return this.#partitions.length;
  }

  for(key: PartitionKey): Instance {
    return this.#instance(this.#partitions[this.indexOf(key)] as Spec<Instance>);
  }

  at(index: number): Instance {
    const spec = Number.isSafeInteger(index) ? this.#partitions[index] : undefined;
    if (spec === undefined) throw this.#bad("at(index)", index, `a whole number from 0 to ${this.size - 1}`);
    return this.#instance(spec);
  }

  indexOf(key: PartitionKey): number {
    if (typeof key === "string") return keyHash(key) % this.size;
    if (!Number.isFinite(key)) throw this.#bad("for(key)", key, "a text or a finite number");
    return Number.isSafeInteger(key) ? Math.abs(key) % this.size : keyHash(String(key)) % this.size;
  }

  pathOf(key: PartitionKey): string {
    return `${this.#environment.branch?.path}/${this.#partitions[this.indexOf(key)]?.id}`;
  }

  #instance(spec: Spec<Instance>): Instance {
    if (spec.kind.name === "actor") return refTo(this.#environment, spec) as Instance;
    const instance = this.#environment.use(spec);
    return (this.#caller === undefined ? instance : seenBy(instance, this.#caller)) as Instance;
  }

  #bad(call: string, given: unknown, expected: string): CoppiceError {
    const path = this.#environment.branch?.path ?? "";
    return new CoppiceError("BAD_OPTION", `${path}: ${call} was given ${show(given)}: expected ${expected}.`, {
      details: { path, call, given: jsonSafe(given) },
    });
  }
}
