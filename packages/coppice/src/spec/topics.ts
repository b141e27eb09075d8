import type { Spec } from "../child/contract.ts";
import type { TopicMap } from "../topic/topic-map.ts";
import { type TopicsBody, topicsKind } from "../topic/topics-kind.ts";
import type { Topics } from "../topic/topics.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { TopicsOptions } from "./topics-options.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations } from "./validation/combinations.ts";

export type { TopicsOptions };

/** Topics. What siblings get from `ctx.use` are the topics themselves. */
export interface TopicsSpec<Map extends TopicMap = TopicMap, Id extends string = string> extends Spec<Topics<Map>, Id> {
  readonly body: TopicsBody;
  /** The same spec, said to have these topics and messages: for the compiler only. */
  of<Its extends TopicMap>(): TopicsSpec<Its, Id>;
}

class TopicsChild<Id extends string> extends ChildSpec<TopicsBody, Id> {
  of(): this {
    return this;
  }
}

/**
 * Describes topics: who publishes and who subscribes need not know each other. They stand in the tree before those who use them.
 *
 * ```ts
 * const orders = topics("orders").of<{ "order.created": Created; "order.paid": Paid }>();
 * ctx.use(orders).subscribe(ctx.ref(mailer), "order.*");
 * await ctx.use(orders).publish("order.created", { type: "created", order: 7 });
 * ```
 *
 * @param options copied: what is changed of them later changes nothing.
 * @throws CoppiceError BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function topics<const Id extends string>(id: Id, options: TopicsOptions = NO_OPTIONS): TopicsSpec<TopicMap, Id> {
  checkId("topics(…)", id);
  const said = frozenCopy(options);
  checkOptions(id, said, "topics");
  const { unrouted = "ignore", ...rest } = said;
  const spec = new TopicsChild(id, topicsKind, Object.freeze({ unrouted }), Object.freeze(rest));
  checkOwnCombinations(spec);
  return spec as never;
}
