import type { Kind } from "../../child/contract.ts";
import { HostedLife } from "../hosted/hosted-life.ts";
import type { ModuleProgramBody } from "./module-body.ts";
import { ProcessVessel } from "./process-vessel.ts";

/** What the default export of a module makes, in a process of its own. It shows as a program, for it is one. */
export const moduleProgramKind: Kind<ModuleProgramBody> = Object.freeze<Kind<ModuleProgramBody>>({
  name: "program",
  create: (body, place) => new HostedLife(body, place, (watch) => new ProcessVessel(body, place, watch)),
});
