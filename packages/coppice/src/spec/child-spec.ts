import type { Kind, Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import { checkId } from "./validation/check-id.ts";

/**
 * A spec that this library made: its id and options have been checked, and nothing of it changes. Any other object of the
 * shape is checked where it enters a tree.
 */
export class ChildSpec<Body = unknown, Id extends string = string> implements Spec<unknown, Id> {
  readonly id: Id;
  readonly kind: Kind;
  readonly body: Body;
  readonly options: ChildOptions;

  constructor(id: Id, kind: Kind, body: Body, options: ChildOptions) {
    this.id = id;
    this.kind = kind;
    this.body = body;
    this.options = options;
    // No class below this one has anything of its own to set.
    Object.freeze(this);
  }
}

/**
 * The same child under another id.
 *
 * @param where what the id was given to.
 * @throws CoppiceError BAD_ID.
 */
export function renamed<Of extends Spec>(spec: Of, id: string, where: string): Of {
  checkId(where, id);
  return Object.freeze(Object.assign(Object.create(Object.getPrototypeOf(spec) as object), spec, { id })) as Of;
}
