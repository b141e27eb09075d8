import type { ActorSystem } from "../actor/actor-system.ts";
import type { Mailbox } from "../actor/mailbox.ts";
import { mailboxOf } from "../actor/mailbox-of.ts";
import type { Handlers } from "../actor/protocol.ts";
import { Ref } from "../actor/ref.ts";
import type { Candidate } from "./route.ts";

/** One worker of a pool, as messages are routed by it. */
export class PoolWorker<Protocol extends Handlers = Handlers> implements Candidate {
  readonly id: string;
  readonly ref: Ref<Protocol>;
  readonly #system: ActorSystem;
  #mailbox: Mailbox | undefined = undefined;

  constructor(path: string, id: string, system: ActorSystem) {
    this.id = id;
    this.ref = new Ref(`${path}/${id}`, system);
    this.#system = system;
  }

  get isUp(): boolean {
    return this.mailbox?.isTaken === true;
  }

  get isOpen(): boolean {
    return this.mailbox?.isClosed === false;
  }

  get load(): number {
    return this.mailbox?.load ?? 0;
  }

  /** Its mailbox now; another one once the supervisor above was restarted. */
  get mailbox(): Mailbox | undefined {
    if (this.#mailbox === undefined || this.#mailbox.isClosed) {
      const place = this.#system.placeAt(this.ref.path);
      this.#mailbox = place && mailboxOf(place, this.#system);
    }
    return this.#mailbox;
  }
}
