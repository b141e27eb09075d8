import type { Spec } from "../child/contract.ts";
import type { ModuleBody } from "../host/module-body.ts";
import { moduleKind } from "../host/module-kind.ts";
import type { Json } from "../json.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { ArgsOf, Module } from "./module.ts";
import type { MountedBody, MountedInstance, TreeOf } from "./mounted.ts";
import type { Isolation, LoopModuleOptions, ModuleOptions } from "./module-options.ts";
import { moduleProgram } from "./module-program.ts";
import { moduleUrl } from "./module-url.ts";
import { thread } from "./thread.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations, checkRules } from "./validation/combinations.ts";
import { ISOLATION_RULES } from "./validation/isolation-rules.ts";
import type { WithArgs } from "./with-args.ts";

export type { Isolation, LoopModuleOptions, ModuleOptions };

/**
 * A child that is made from a module, wherever it runs. What siblings get from `ctx.use` is the address of the actor that its module exports, or
 * nothing. `Tree`: the supervisor or actor that its module exports, if the compiler knows it.
 */
export interface ModuleSpec<Id extends string = string, Tree = never> extends Spec<MountedInstance<Tree, undefined>, Id> {
  readonly body: MountedBody<ModuleBody, Tree>;
}

/**
 * Describes a child that is made from a module, and runs where `isolation` says: in the event loop, in a thread or in a process of its own. One word
 * moves it; its code stays as it is, for it sees the same context everywhere.
 *
 * ```ts
 * fromModule("pricing", new URL("./pricing.ts", import.meta.url), { isolation: "thread" });
 * ```
 *
 * The module's default export is what `task` or `service` would take; or what `supervisor` answers, or a function that answers it: then a whole tree
 * runs there, and shows here; or what `actor` answers, or a function that answers it: then it is reached as any actor is, at the path of this child. In its context `use` throws UNSUPPORTED. A module that cannot be imported, or
 * has no such default export, is a failed start with BAD_MODULE. With "thread" and "process" it is what `thread` and `program` describe.
 *
 * @param module the URL of the module, `file:` or `data:`, or `module<typeof import("./pricing.ts")>(url)`, which gives `args` its type, and
 *   asks for them where the default export cannot be without.
 * @param options copied: what is changed of them later changes nothing. A member that is undefined means the default.
 * @throws CoppiceError BAD_SPEC when there is no such URL; BAD_ID; BAD_OPTION, BAD_DURATION; BAD_COMBINATION, also for an option of another isolation.
 */
export function fromModule<const Id extends string, Exports = unknown, Given = Json>(
  id: Id,
  module: URL | string | Module<Exports>,
  ...[options = NO_OPTIONS]: WithArgs<ModuleOptions<unknown>, ArgsOf<Exports>, Given>
): ModuleSpec<Id, TreeOf<Exports>> {
  checkId("fromModule(…)", id);
  const url = moduleUrl(id, "fromModule(…)", module);
  const said = frozenCopy(options as ModuleOptions);
  checkOptions(id, said, "a child from a module");
  checkRules(id, ISOLATION_RULES, said);
  const { isolation, ...rest } = said;
  if (isolation === "thread") return thread(id, url, rest) as Spec as ModuleSpec<Id, TreeOf<Exports>>;
  if (isolation === "process") return moduleProgram(id, "fromModule(…)", url, rest) as Spec as ModuleSpec<Id, TreeOf<Exports>>;
  return inLoop(id, url, rest) as Spec as ModuleSpec<Id, TreeOf<Exports>>;
}

function inLoop<const Id extends string>(id: Id, url: string, options: LoopModuleOptions): ModuleSpec<Id> {
  const { ready = "start", args = null, ...rest } = options;
  const body: ModuleBody = Object.freeze({ module: url, args, ready });
  const spec = new ChildSpec(id, moduleKind, body, Object.freeze(rest));
  checkOwnCombinations(spec);
  return spec;
}
