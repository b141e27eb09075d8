import type { Spec } from "../child/contract.ts";
import type { SupervisorOptions } from "../child/supervisor-options.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";
import { ChildSpec, renamed } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import type { DynamicSupervisorOptions } from "./dynamic-options.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { InstanceSpec, Template, TemplateArgs } from "./template.ts";
import { checkChild, checkTogether } from "./validation/check-child.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { expectSpec } from "./validation/expect-spec.ts";

export type { DynamicSupervisorOptions, InstanceSpec, Template, TemplateArgs };

/** What a dynamic supervisor is made of. */
export interface DynamicBody<Of extends Template | undefined> extends SupervisorBody {
  readonly template: Of;
}

/** A supervisor of instances that are made on demand. */
export interface DynamicSupervisorSpec<
  Id extends string = string,
  Of extends Template | undefined = Template | undefined,
> extends Spec<unknown, Id> {
  readonly body: DynamicBody<Of>;
  readonly options: SupervisorOptions;
}

/**
 * Describes a supervisor without children of its own: instances are started on demand, are forgotten when they end for good, and
 * stop all together.
 *
 * ```ts
 * const uploads = dynamicSupervisor("uploads", { template: (file: string) => task("upload", () => upload(file)), maxChildren: 8 });
 * ```
 *
 * @param options copied: what is changed of them later changes nothing.
 * @throws CoppiceError BAD_SPEC when the template is none; BAD_ID; BAD_OPTION, BAD_DURATION for an option; BAD_COMBINATION for a strategy other
 * than one-for-one, `autoShutdown`, a concurrent `boot`, or a significant template.
 */
export function dynamicSupervisor<const Id extends string, const Of extends Template | undefined = undefined>(
  id: Id,
  options: DynamicSupervisorOptions<Of> = NO_OPTIONS,
): DynamicSupervisorSpec<Id, Of> {
  checkId("dynamicSupervisor(…)", id);
  const said = frozenCopy(options);
  checkOptions(id, said, "a dynamic supervisor");
  const { template, ...rest } = said;
  const kept = Object.freeze(rest) as SupervisorOptions;
  const body = Object.freeze({ options: kept, children: Object.freeze([]), dynamic: true, template });
  const spec = new ChildSpec(id, supervisorKind, body, kept);
  checkTogether(spec);
  if (template !== undefined && typeof template !== "function") checkChild(template, body, id, `${id}: option "template"`);
  return spec as unknown as DynamicSupervisorSpec<Id, Of>;
}

/**
 * The spec of the next instance. `id` when the caller gave one; otherwise the template's own, a dash, and `number`. How it goes together
 * with its supervisor is for `checkChild`.
 *
 * @throws CoppiceError BAD_SPEC when the template made none, BAD_ID; whatever the template throws.
 */
export function instanceOf(template: Template, args: readonly unknown[], number: number, id?: string): Spec {
  const made: unknown = typeof template === "function" ? template(...(args as never[])) : template;
  // It is refused, and what it would reject with must not end the process.
  if (made instanceof Promise) made.catch(() => undefined);
  expectSpec("what the template made", made);
  return renamed(made, id ?? `${made.id}-${number}`, `the instance of "${made.id}"`);
}
