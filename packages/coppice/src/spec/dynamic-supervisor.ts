import type { Spec } from "../child/contract.ts";
import type { SupervisorOptions } from "../child/supervisor-options.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";
import { ChildSpec, renamed } from "./child-spec.ts";
import { frozenCopy } from "./frozen-copy.ts";

/** What the instances of a dynamic supervisor are made from: a spec, or a function whose arguments say what differs. */
export type Template = Spec | ((...args: never[]) => Spec);

/** What can be said of a dynamic supervisor. It is always one-for-one, and its children are never significant. */
export interface DynamicSupervisorOptions<Of extends Template | undefined = Template | undefined> extends Omit<
  SupervisorOptions,
  "strategy" | "autoShutdown" | "boot"
> {
  readonly strategy?: "one-for-one";
  readonly autoShutdown?: "never";
  readonly template?: Of;
}

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

/** The spec that a template makes. */
export type InstanceSpec<Of> = Of extends (...args: never[]) => infer Made ? Made : Of extends Spec ? Of : Spec;

/** The arguments that a template takes. */
export type TemplateArgs<Of> = Of extends (...args: infer Args) => unknown ? Args : [];

/**
 * Describes a supervisor without children of its own: instances are started on demand, are forgotten when they end, and stop
 * all together.
 *
 * @throws CoppiceError BAD_SPEC, BAD_ID, BAD_OPTION, BAD_DURATION, BAD_COMBINATION
 */
export function dynamicSupervisor<const Id extends string, const Of extends Template | undefined = undefined>(
  id: Id,
  options: DynamicSupervisorOptions<Of> = {},
): DynamicSupervisorSpec<Id, Of> {
  const { template, ...rest } = options;
  const kept = frozenCopy(rest) as SupervisorOptions;
  const body = Object.freeze({ options: kept, children: Object.freeze([]), dynamic: true, template: template as Of });
  return new ChildSpec(id, supervisorKind, body, kept) as unknown as DynamicSupervisorSpec<Id, Of>;
}

/** The spec of the next instance. `id` when the caller gave one; otherwise the template's own, a dash, and `number`. */
export function instanceOf(template: Template, args: readonly unknown[], number: number, id?: string): Spec {
  const made = typeof template === "function" ? template(...(args as never[])) : template;
  return renamed(made, id ?? `${made.id}-${number}`);
}
