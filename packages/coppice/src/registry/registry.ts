import { ActorSystem } from "../actor/actor-system.ts";
import type { Handlers, MessageOf } from "../actor/protocol.ts";
import type { Recipient } from "../actor/recipient.ts";
import type { Ref } from "../actor/ref.ts";
import type { Kept, Place } from "../child/contract.ts";
import type { ContextLife } from "../child/context.ts";
import { Tenants } from "../child/tenants.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import { type AnyRef, type Holder, holderOf, type Registrant } from "./registrant.ts";
import type { Registration } from "./registration.ts";
import type { RegistryEvents } from "./registry-events.ts";
import { type Names, Via } from "./via.ts";

interface Entry extends Registration {
  /** The incarnation that it ends with. */
  readonly life: ContextLife | undefined;
  /** Tells the incarnation to forget it. */
  readonly letGo: (() => void) | undefined;
}

/** One sweep for those that are gone, at the least, after so many registrations; then after as many as there are names. */
const SWEEP_AFTER = 64;

/**
 * Names of actors. What a registry knows outlives its own restarts; it forgets all when it is stopped, or its supervisor ends.
 *
 * A name that an actor registers by its context ends with that incarnation; one that is registered by a `Ref` lasts, across restarts,
 * until the actor is gone from the tree.
 */
export class Registry<Protocol extends Handlers = Handlers, Meta = unknown> implements Kept, Names<Protocol> {
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  readonly #place: Place;
  readonly #unique: boolean;
  readonly #system: ActorSystem;
  readonly #tenants = new Tenants();
  /** By key, then by the path of the holder, in the order in which they came. */
  readonly #names = new Map<string, Map<string, Entry>>();
  #open = false;
  #untilSweep = SWEEP_AFTER;

  constructor(place: Place, unique: boolean) {
    this.path = place.path;
    this.#place = place;
    this.#unique = unique;
    this.#system = ActorSystem.of(place.environment);
  }

  /**
   * Gives an actor a name. By its context (`register(ctx, …)`, in `started`) for this incarnation; by a `Ref` for as long as the actor is in
   * the tree. Again, by the same actor, it sets the metadata and the lifetime anew. Answers how to give it up.
   *
   * @throws CoppiceError ALREADY_REGISTERED, in a registry of unique names, when another actor has it; `details.holder` says who. BAD_OPTION for
   * a key that is no text or is empty; NOT_RUNNING when the registry was stopped; UNSUPPORTED, STALE_INCARNATION.
   */
  register(who: Registrant<Protocol>, key: string, meta?: Meta): () => void {
    const where = `${this.path}: register(who, key)`;
    const { ref, life } = holderOf(where, "register", who);
    expectKey(where, key);
    if (!this.#open) throw this.#notRunning();
    this.#sweep();
    const holders = this.#holders(key);
    const [first] = this.#unique && holders !== undefined ? holders.values() : [];
    if (first !== undefined && first.ref.path !== ref.path) throw this.#taken(key, first.ref.path, ref.path);
    const entry = this.#enter(key, { ref, life }, meta);
    return () => this.#remove(entry, "asked");
  }

  /** Takes a name from an actor, however it was registered. Answers whether it had it. */
  unregister(who: Registrant, key: string): boolean {
    const { ref } = holderOf(`${this.path}: unregister(who, key)`, "unregister", who);
    const entry = this.#names.get(key)?.get(ref.path);
    if (entry !== undefined) this.#remove(entry, "asked");
    return entry !== undefined;
  }

  /** Who has the name now; the first that got it, where many have. */
  lookup(key: string): Ref<Protocol> | undefined {
    const [first] = this.#holders(key)?.values() ?? [];
    return first?.ref as Ref<Protocol> | undefined;
  }

  /** All who have the name now, in the order in which they got it, with what was said of them. */
  lookupAll(key: string): readonly Registration<Protocol, Meta>[] {
    return Array.from(this.#holders(key)?.values() ?? [], ({ ref, meta }) => ({ key, ref, meta }) as never);
  }

  /** All names that somebody has, in the order in which they were given first. */
  keys(): readonly string[] {
    return Array.from(this.#names.keys()).filter((key) => this.#holders(key) !== undefined);
  }

  /** The names of one actor. Looks at all names. */
  keysOf(ref: AnyRef): readonly string[] {
    return this.keys().filter((key) => this.#names.get(key)?.has(ref.path) === true);
  }

  /** The address of whoever has the name when a message comes. Nobody: a `tell` is a dead letter `no-name`; `send` and `ask` reject NOT_FOUND. */
  via(key: string): Recipient<Protocol> {
    expectKey(`${this.path}: via(key)`, key);
    return new Via(this, key, this.#system);
  }

  /** Tells all who have the name. Answers how many; where nobody has it, the message is a dead letter `no-name`. */
  dispatch(key: string, message: MessageOf<Protocol>): number {
    const holders = this.#holders(key);
    if (holders === undefined) this.#system.deadLetters.add("no-name", this.path, message);
    for (const { ref } of holders?.values() ?? []) ref.tell(message);
    return holders?.size ?? 0;
  }

  /** An incarnation of the registry begins. For the tree alone. */
  open(): void {
    this.#open = true;
  }

  /** No incarnation will come by itself. For the tree alone. */
  rest(): void {
    this.#open = false;
    for (const holders of this.#names.values()) for (const { letGo } of holders.values()) letGo?.();
    this.#names.clear();
  }

  #enter(key: string, { ref, life }: Holder, meta: unknown): Entry {
    const before = this.#names.get(key)?.get(ref.path);
    before?.letGo?.();
    const letGo = life && this.#tenants.add(life, () => this.#remove(entry, "ended"));
    const entry: Entry = { key, ref, meta, life, letGo };
    let holders = this.#names.get(key);
    if (holders === undefined) this.#names.set(key, (holders = new Map()));
    holders.set(ref.path, entry);
    if (before === undefined) this.#tell("registry.registered", { key, holder: ref.path });
    return entry;
  }

  #remove(entry: Entry, why: RegistryEvents["registry.unregistered"]["why"]): void {
    const { key, ref, letGo } = entry;
    const holders = this.#names.get(key);
    // Another incarnation of the same actor may have taken it over.
    if (holders?.get(ref.path) !== entry) return;
    letGo?.();
    holders.delete(ref.path);
    if (holders.size === 0) this.#names.delete(key);
    this.#tell("registry.unregistered", { key, holder: ref.path, why });
  }

  /** Who has a name, without those that are gone from the tree; undefined for nobody. */
  #holders(key: string): ReadonlyMap<string, Entry> | undefined {
    for (const entry of this.#names.get(key)?.values() ?? []) if (!entry.ref.isThere) this.#remove(entry, "gone");
    return this.#names.get(key);
  }

  /** Once in as many registrations as there are names: what is gone, and never looked up, is forgotten too. */
  #sweep(): void {
    this.#untilSweep -= 1;
    if (this.#untilSweep > 0) return;
    for (const key of this.#names.keys()) this.#holders(key);
    this.#untilSweep = Math.max(SWEEP_AFTER, this.#names.size);
  }

  #tell<Type extends keyof RegistryEvents>(type: Type, data: RegistryEvents[Type]): void {
    const { events } = this.#place.environment;
    if (events.active) events.emit(type, "debug", this.path, undefined, data);
  }

  #taken(key: string, holder: string, path: string): CoppiceError {
    return new CoppiceError(
      "ALREADY_REGISTERED",
      `${path} cannot have the name "${key}" in ${this.path}: ${holder} has it. Choose another, wait until it is given up, or use ` +
        `registry(id, { keys: "duplicate" })`,
      { details: { path: this.path, key, holder } },
    );
  }

  #notRunning(): CoppiceError {
    return new CoppiceError("NOT_RUNNING", `the registry ${this.path} does not run: take it from ctx.use(…) anew`, {
      details: { path: this.path },
    });
  }
}

function expectKey(where: string, key: unknown): void {
  if (typeof key === "string" && key !== "") return;
  throw new CoppiceError("BAD_OPTION", `${where}: the key is ${show(key)}: expected a text that is not empty.`, {
    details: { where, given: jsonSafe(key) },
  });
}
