import { type ActorBody, actorKind } from "../actor/actor-kind.ts";
import { type ActorContext, type Behaviour, isBehaviour } from "../actor/behaviour.ts";
import type { Handlers } from "../actor/protocol.ts";
import type { Ref } from "../actor/ref.ts";
import type { Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";
import type { ActorOptions } from "./actor-options.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations } from "./validation/combinations.ts";

export type { ActorOptions };

/** Of actors that say nothing of their children: one for all. */
const NO_CHILDREN_OPTIONS: ActorBody["children"] = Object.freeze({});

/** An actor. What siblings get from `ctx.use` is its address. */
export interface ActorSpec<Protocol extends Handlers = Handlers, Id extends string = string> extends Spec<Ref<Protocol>, Id> {
  readonly body: ActorBody;
}

/** What makes a behaviour: the behaviour itself, where it has no state; a function of the context; or a class. */
export type MakeBehaviour<Protocol extends Handlers> =
  | Behaviour<Protocol>
  | ((ctx: ActorContext) => Behaviour<Protocol>)
  | (new (ctx: ActorContext) => Behaviour<Protocol>);

/**
 * Describes an actor: a child that handles one message at a time, in order.
 *
 * ```ts
 * const counter = actor("counter", () => {
 *   let count = 0;
 *   return { receive: { add: ({ by }: { by: number }) => (count += by) } };
 * });
 * await app.ref(counter).ask({ type: "add", by: 2 });
 * ```
 *
 * @param make a behaviour, where it has no state; `(ctx) => behaviour`; or a class constructed with the context. The two latter are
 * called anew for every incarnation, so that its state is that of one life.
 * @param options copied: what is changed of them later changes nothing. A member that is undefined means the default.
 * @throws CoppiceError BAD_SPEC when `make` is none of these; BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function actor<const Id extends string, Protocol extends Handlers>(
  id: Id,
  make: MakeBehaviour<Protocol>,
  options: ActorOptions<NoInfer<Protocol>> = NO_OPTIONS,
): ActorSpec<Protocol, Id> {
  checkId("actor(…)", id);
  expectBehaviour(`${id}: actor(…)`, make);
  const said = frozenCopy(options);
  checkOptions(id, said, "an actor");
  const { mailbox, children = NO_CHILDREN_OPTIONS, accepts: _copy, ...rest } = said;
  // Schemas are what a library made: not their copies, but they themselves are asked.
  const { accepts } = options;
  const body = Object.freeze({ make, mailbox, children, accepts: accepts && Object.freeze({ ...accepts }) }) as ActorBody;
  const spec = new ChildSpec(id, actorKind, body, Object.keys(rest).length === 0 ? NO_OPTIONS : Object.freeze(rest));
  checkOwnCombinations(spec);
  return spec;
}

/** @throws CoppiceError BAD_SPEC for what makes no behaviour. */
export function expectBehaviour(where: string, make: unknown): void {
  if (typeof make === "function" || isBehaviour(make)) return;
  throw new CoppiceError(
    "BAD_SPEC",
    `${where} was given ${show(make)}: expected a behaviour, such as { receive: { add: ({ by }) => … } }, or a function of the context or a class that makes one.`,
    { details: { where, given: jsonSafe(make) } },
  );
}
