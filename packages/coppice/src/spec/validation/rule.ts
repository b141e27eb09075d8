import type { Situation } from "./situation.ts";

/** Two things that are allowed, but not together. */
export interface Rule<About = Situation> {
  readonly option: string;
  /** The other option; or "dynamic", "children", which are what a supervisor is. */
  readonly other: string;
  /** How they clash; undefined when they do not, or when that is not known yet. */
  readonly broken: (situation: About) => Clash | undefined;
  /** Why they do not go together. */
  readonly why: string;
  readonly mend: string;
}

/** The value of the option, and that of the other, with where it comes from when it does not stand beside; or what is so, in words. */
type Clash =
  | { readonly given: unknown; readonly meets: unknown; readonly source?: string }
  | { readonly given: unknown; readonly fact: string };
