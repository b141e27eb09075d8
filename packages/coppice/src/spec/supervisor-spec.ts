import type { Spec } from "../child/contract.ts";
import type { SupervisorOptions } from "../child/supervisor-options.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";
import { ChildSpec } from "./child-spec.ts";

/** What a supervisor is made of, with the types of its children. */
export interface BodyOf<Children extends readonly Spec[]> extends SupervisorBody {
  readonly children: Children;
}

/** A supervisor and its children. Each `with…` answers a new spec and leaves this one as it is. */
export class SupervisorSpec<
  out Id extends string = string,
  out Children extends readonly Spec[] = readonly Spec[],
> extends ChildSpec<BodyOf<Children>, Id> {
  declare readonly options: SupervisorOptions;

  constructor(id: Id, options: SupervisorOptions, children: Children) {
    super(id, supervisorKind, Object.freeze({ options, children, dynamic: false }), options);
  }
}
