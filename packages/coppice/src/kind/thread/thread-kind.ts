import type { Kind } from "../../child/contract.ts";
import { HostedLife } from "../hosted/hosted-life.ts";
import type { ThreadBody } from "./thread-body.ts";
import { ThreadVessel } from "./thread-vessel.ts";

/** What the default export of a module makes, in a thread of its own: it is terminated when it does not end in time. */
export const threadKind: Kind<ThreadBody> = Object.freeze<Kind<ThreadBody>>({
  name: "thread",
  create: (body, place) => new HostedLife(body, place, (watch) => new ThreadVessel(place, body, watch)),
});
