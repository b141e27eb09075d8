import type { Spec } from "../child/contract.ts";
import type { Json } from "../json.ts";
import type { ThreadBody } from "../kind/thread/thread-body.ts";
import { threadKind } from "../kind/thread/thread-kind.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { hostedBody } from "./hosted-body.ts";
import type { ArgsOf, Module } from "./module.ts";
import { moduleUrl } from "./module-url.ts";
import type { MountedBody, MountedInstance, TreeOf } from "./mounted.ts";
import type { ThreadOptions } from "./thread-options.ts";
import type { WithArgs } from "./with-args.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations, checkRules } from "./validation/combinations.ts";
import { OUTPUT_RULES } from "./validation/output-rules.ts";

export type { ThreadOptions };

/**
 * A child in a thread of its own. What siblings get from `ctx.use` is the address of the actor that its module exports, or nothing. `Tree`: the
 * supervisor or actor that its module exports, if the compiler knows it.
 */
export interface ThreadSpec<Id extends string = string, Tree = never> extends Spec<MountedInstance<Tree, undefined>, Id> {
  readonly body: MountedBody<ThreadBody, Tree>;
}

/**
 * Describes a child that runs in a thread of its own: a module whose default export is what `task` or `service` would take, a
 * function of the context or a class; or what `supervisor` answers, or a function that answers it: then a whole tree runs there, and
 * shows here; or what `actor` answers, or a function that answers it: then it is reached as any actor is, at the path of this child. It can be
 * killed, whatever it does.
 *
 * ```ts
 * thread("pricing", new URL("./pricing.ts", import.meta.url), { maxHeapMb: 256, shutdown: "10s" });
 * ```
 *
 * Its context works as in the event loop, save `use`, which throws UNSUPPORTED. A module that cannot be imported, or has no such
 * default export, is a failed start with BAD_MODULE.
 *
 * @param module the URL of the module, `file:` or `data:`, or `module<typeof import("./pricing.ts")>(url)`, which gives `args` its type, and
 *   asks for them where the default export cannot be without.
 * @param options copied: what is changed of them later changes nothing. A member that is undefined means the default.
 * @throws CoppiceError BAD_SPEC when there is no such URL; BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function thread<const Id extends string, Exports = unknown, Given = Json>(
  id: Id,
  module: URL | string | Module<Exports>,
  ...[options = NO_OPTIONS]: WithArgs<ThreadOptions<unknown>, ArgsOf<Exports>, Given>
): ThreadSpec<Id, TreeOf<Exports>> {
  checkId("thread(…)", id);
  const url = moduleUrl(id, "thread(…)", module);
  const said = frozenCopy(options as ThreadOptions);
  checkOptions(id, said, "a thread");
  checkRules(id, OUTPUT_RULES, said);
  const { hosted, rest } = hostedBody(url, said);
  const { maxHeapMb, maxYoungHeapMb, maxCodeMb, stackMb, stdout = "inherit", stderr = "inherit", ...own } = rest;
  const body: ThreadBody = Object.freeze({
    ...hosted,
    limits: frozenCopy({ maxHeapMb, maxYoungHeapMb, maxCodeMb, stackMb }) as ThreadBody["limits"],
    outputs: Object.freeze({ stdout, stderr }),
  });
  const spec = new ChildSpec(id, threadKind, body, Object.freeze(own));
  checkOwnCombinations(spec);
  return spec;
}
