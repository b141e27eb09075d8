import { ActorSystem } from "../actor/actor-system.ts";
import { mailboxOf } from "../actor/mailbox-of.ts";
import type { MailboxInfo } from "../actor/mailbox-info.ts";
import type { Handlers } from "../actor/protocol.ts";
import { Ref } from "../actor/ref.ts";
import type { Context, ContextLife } from "../child/context.ts";
import { lifeOf, refuseWhenFenced } from "../child/loop-context.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";

/** The address of an actor of any protocol. */
export interface AnyRef {
  readonly path: string;
  readonly isThere: boolean;
  mailbox(): MailboxInfo;
}

/**
 * Who has a name, or a subscription: an actor by its address, for as long as it is in the tree; or one incarnation of an actor, by
 * its context, until that ends.
 */
export type Registrant<Protocol extends Handlers = Handlers> = Context | (Handlers extends Protocol ? AnyRef : Ref<Protocol>);

/** The same, looked at. */
export interface Holder {
  readonly ref: Ref;
  /** The incarnation that it ends with, if it does. */
  readonly life: ContextLife | undefined;
}

/**
 * @param where names the call in errors, such as `names: register(who, key)`.
 * @param member the name of the call.
 * @throws CoppiceError BAD_OPTION for what is neither; UNSUPPORTED for the context of a child that is no actor; STALE_INCARNATION.
 */
export function holderOf(where: string, member: string, who: unknown): Holder {
  if (who instanceof Ref) return { ref: who, life: undefined };
  const life = expectLife(where, member, who, "an actor's address, or the context of one");
  const { place } = life;
  const system = ActorSystem.of(place.environment);
  if (mailboxOf(place, system) !== undefined) return { ref: new Ref(place.path, system), life };
  throw new CoppiceError(
    "UNSUPPORTED",
    `${where} was given the context of ${place.path}, a ${place.spec.kind.name}: expected an actor, for nothing else takes messages`,
    { details: { path: place.path, kind: place.spec.kind.name } },
  );
}

/** The incarnation of a context. @throws CoppiceError BAD_OPTION for what is no context; STALE_INCARNATION. */
export function expectLife(where: string, member: string, ctx: unknown, expected: string): ContextLife {
  const life = lifeOf(ctx);
  if (life === undefined) {
    throw new CoppiceError("BAD_OPTION", `${where} was given ${show(ctx)}: expected ${expected}.`, {
      details: { where, given: jsonSafe(ctx) },
    });
  }
  refuseWhenFenced(life, member);
  return life;
}
