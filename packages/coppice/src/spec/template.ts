import type { Spec } from "../child/contract.ts";

/** What the instances of a dynamic supervisor are made from: a spec, or a function whose arguments say what differs. */
export type Template = Spec | ((...args: never[]) => Spec);

/** The spec that a template makes. */
export type InstanceSpec<Of> = Of extends (...args: never[]) => infer Made ? Made : Of extends Spec ? Of : Spec;

/** The arguments that a template takes. */
export type TemplateArgs<Of> = Of extends (...args: infer Args) => unknown ? Args : [];
