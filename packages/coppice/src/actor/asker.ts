import type { Address } from "./address.ts";

/** The actor that an incarnation is, as those whom it asks need to know it. */
export abstract class Asker implements Address {
  abstract readonly path: string;
  /** What the actors of its tree share. */
  abstract readonly system: object;
  abstract readonly isOver: boolean;
  /** The actors that wait for the message at hand, from the first to this one; none while it handles nothing. */
  abstract readonly asking: readonly Address[];
}
