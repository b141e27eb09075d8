import type { Kind, Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import { ChildSpec } from "./child-spec.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations } from "./validation/combinations.ts";
import { expectFactory } from "./validation/expect-spec.ts";
import type { Owner } from "./validation/option-tables.ts";

/** What a word such as `task` makes. */
export interface Word<Body> {
  readonly word: string;
  readonly kind: Kind<Body>;
  /** Whose options it takes. */
  readonly owner: Owner;
  /** What the kind gets of a factory and the option `ready`. */
  readonly body: (make: never, ready: Ready | undefined) => Body;
}

type Ready = "start" | "signal";

/** Of children that say nothing: one for all. */
export const NO_OPTIONS: ChildOptions = Object.freeze({});

/**
 * Makes the spec of a child that a function or a class makes anew for each incarnation; looks at all of it once.
 *
 * @param above the path of the supervisor that it is made for, when there is one yet.
 * @throws CoppiceError BAD_SPEC, BAD_ID, BAD_OPTION, BAD_DURATION, BAD_COMBINATION.
 */
export function define<Body>(word: Word<Body>, id: string, make: unknown, options: ChildOptions, above?: string): Spec {
  const place = above === undefined ? "" : `${above}/`;
  checkId(`${place}${word.word}(…)`, id);
  const path = place + id;
  expectFactory(`${path}: ${word.word}(…)`, make);
  const { ready, ...rest } = said(path, options, word.owner);
  const body = Object.freeze(word.body(make as never, ready));
  const spec = new ChildSpec(id, word.kind, body, Object.keys(rest).length === 0 ? NO_OPTIONS : Object.freeze(rest));
  checkOwnCombinations(spec, path);
  return spec;
}

function said(path: string, options: ChildOptions, owner: Owner): ChildOptions & { readonly ready?: Ready } {
  const copy = frozenCopy(options);
  if (copy !== NO_OPTIONS) checkOptions(path, copy, owner);
  return copy;
}
