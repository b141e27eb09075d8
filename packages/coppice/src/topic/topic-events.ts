import type { ErrorData } from "../error-data.ts";

/** What topics tell of their subscribers. The path is that of the topics; `subscriber` is the path of the child. */
export interface TopicEvents {
  /** Somebody subscribed to a pattern. */
  "topic.subscribed": { readonly pattern: string; readonly subscriber: string };
  /** A subscription is over: it was given up, its incarnation has ended, or the subscriber is gone from the tree. */
  "topic.unsubscribed": { readonly pattern: string; readonly subscriber: string; readonly why: "asked" | "ended" | "gone" };
  /** A filter threw; its subscriber did not get the message. */
  "topic.filter-failed": { readonly pattern: string; readonly subscriber: string; readonly error: ErrorData };
}
