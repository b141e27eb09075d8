import type { Kind } from "../child/contract.ts";
import type { ModuleBody } from "./module-body.ts";
import { ModuleLife } from "./module-life.ts";

/** What the default export of a module makes, in this event loop. It shows as a worker, for it lives as one. */
export const moduleKind: Kind<ModuleBody> = Object.freeze<Kind<ModuleBody>>({
  name: "worker",
  create: (body, place) => new ModuleLife(body, place),
});
