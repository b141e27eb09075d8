import type { Kind } from "../../child/contract.ts";
import type { ThreadBody } from "./thread-body.ts";
import { ThreadLife } from "./thread-life.ts";

/** What the default export of a module makes, in a thread of its own: it is terminated when it does not end in time. */
export const threadKind: Kind<ThreadBody> = Object.freeze<Kind<ThreadBody>>({
  name: "thread",
  create: (body, place) => new ThreadLife(body, place),
});
