import type { Spec } from "../child/contract.ts";
import type { DynamicBody, InstanceSpec, Template } from "./dynamic-supervisor.ts";

/** The children of a supervisor's spec, as a union; never for what is no supervisor. */
type ChildrenOf<Of> = Of extends { readonly body: DynamicBody<infer Made extends Template | undefined> }
  ? InstanceSpec<Made>
  : Of extends { readonly body: { readonly children: readonly (infer Child)[] } }
    ? Child
    : never;

/** All paths below a spec, as literals: `"web" | "web/http"`. A level whose ids are no literals is a plain string. */
export type PathsOf<Of> = Of extends { readonly body: DynamicBody<Template | undefined> } ? string : PathsOfEach<ChildrenOf<Of>>;

type PathsOfEach<Child> = Child extends { readonly id: infer Id extends string } ? Id | `${Id}/${PathsOf<Child>}` : never;

/** The spec at a path below a spec; never where there is none. */
export type ChildAt<Of, Path extends string> = Path extends `${infer First}/${infer Rest}`
  ? ChildAt<ChildNamed<Of, First>, Rest>
  : ChildNamed<Of, Path>;

type ChildNamed<Of, Id extends string> = Of extends { readonly body: DynamicBody<infer Made extends Template | undefined> }
  ? InstanceSpec<Made>
  : Named<ChildrenOf<Of>, Id>;

type Named<Child, Id extends string> = Child extends Spec & { readonly id: infer Own } ? (Id extends Own ? Child : never) : never;
