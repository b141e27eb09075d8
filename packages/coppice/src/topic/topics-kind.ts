import type { Kind } from "../child/contract.ts";
import { StandingLife } from "../kind/standing-life.ts";
import { Topics } from "./topics.ts";

/** What the spec of topics holds. */
export interface TopicsBody {
  readonly unrouted: "ignore" | "dead-letter";
}

/** Topics: who is subscribed is kept at their place while their incarnations come and go. */
export const topicsKind: Kind<TopicsBody> = Object.freeze<Kind<TopicsBody>>({
  name: "topics",
  create: ({ unrouted }, place) => {
    const topics = place.kept instanceof Topics ? place.kept : new Topics(place, unrouted === "dead-letter");
    place.kept = topics;
    topics.open();
    return new StandingLife(place, topics);
  },
});
