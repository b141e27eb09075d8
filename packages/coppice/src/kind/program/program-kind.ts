import type { ChildOptions } from "../../child/options.ts";
import type { Kind } from "../../child/contract.ts";
import { ProgramLife } from "./program-life.ts";
import type { ProgramBody } from "./program-options.ts";

const DEFAULTS: ChildOptions = Object.freeze<ChildOptions>({ success: Object.freeze([0]) });

/** Any executable, as a process in a process group of its own. Code 0 counts as ended well unless `success` says otherwise. */
export const programKind: Kind<ProgramBody> = Object.freeze<Kind<ProgramBody>>({
  name: "program",
  defaults: DEFAULTS,
  create: (body, place) => new ProgramLife(body, place),
});
