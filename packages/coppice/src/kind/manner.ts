import type { Context, ContextLife } from "../child/context.ts";
import type { Place } from "../child/contract.ts";
import { LoopContext } from "../child/loop-context.ts";
import type { Course } from "./course.ts";
import { construct, type Make } from "./make.ts";

/** How the children of a kind come to life in the loop. One frozen object for all of them, as there may be a million. */
export interface Manner<Source = never> {
  /** Makes the context that they are given. */
  readonly contextOf: (life: ContextLife) => Context;
  /** Makes the child of what its spec holds. */
  readonly make: (source: Source, ctx: Context, place: Place) => unknown;
  /** The course of what was made; throws BAD_CHILD when that is no child of the kind. */
  readonly recognise: (answer: unknown, place: Place) => Course;
  /** Ready only when it says so. */
  readonly signalled: boolean;
}

/** The manner of a kind whose children are made by a function or a class of the user's. */
export function byFactory(recognise: Manner["recognise"], signalled = false): Manner<Make> {
  return Object.freeze<Manner<Make>>({ contextOf: (life) => new LoopContext(life), make: construct, recognise, signalled });
}
