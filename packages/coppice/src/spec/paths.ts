import type { Spec } from "../child/contract.ts";
import type { DynamicBody } from "./dynamic-supervisor.ts";
import type { Mounted } from "./mounted.ts";
import type { InstanceSpec, Template } from "./template.ts";

/**
 * All paths below a spec, as literals: `"web" | "web/http"`. A level whose ids are no literals is a plain string, and so is
 * what is below a dynamic supervisor, and below a spec of which the compiler knows no more than that it is one.
 */
export type PathsOf<Of> = Of extends { readonly body: infer Body } ? PathsIn<Body> : never;

/** The spec at a path below a spec; never where there is none. Where more than one may be meant, their union. */
export type ChildAt<Of, Path extends string> = Of extends { readonly body: infer Body } ? ChildBelow<Body, Path> : never;

type PathsIn<Body> = unknown extends Body
  ? string
  : Body extends Mounted<infer Of>
    ? PathsOf<Of>
    : Body extends DynamicBody<Template | undefined>
      ? string
      : Body extends { readonly children: readonly (infer Child)[] }
        ? PathsFrom<Child>
        : never;

type PathsFrom<Child> = Child extends { readonly id: infer Id extends string } ? Id | `${Id}/${PathsOf<Child>}` : never;

type ChildBelow<Body, Path extends string> = unknown extends Body
  ? Spec
  : Body extends Mounted<infer Of>
    ? ChildAt<Of, Path>
    : Path extends `${infer First}/${infer Rest}`
      ? ChildAt<ChildIn<Body, First>, Rest>
      : ChildIn<Body, Path>;

type ChildIn<Body, Id extends string> =
  Body extends DynamicBody<infer From extends Template | undefined>
    ? InstanceSpec<From>
    : Body extends { readonly children: readonly (infer Child)[] }
      ? Named<Child, Id>
      : never;

type Named<Child, Id extends string> = Child extends { readonly id: infer Own } ? (Id extends Own ? Child : never) : never;
