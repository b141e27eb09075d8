import type { Kind } from "../child/contract.ts";
import type { SupervisorBody } from "./settings.ts";
import { Supervisor } from "./supervisor.ts";

/** A supervisor as a child. It may take as long as its children need, to start and to stop, unless its own options say else. */
export const supervisorKind: Kind<SupervisorBody> = Object.freeze<Kind<SupervisorBody>>({
  name: "supervisor",
  defaults: Object.freeze({ shutdown: Number.POSITIVE_INFINITY, startTimeout: Number.POSITIVE_INFINITY }),
  create: (body, place) => new Supervisor(body, place),
});
