import type { Json } from "../json.ts";

/** A type as far as it is plain JSON; a text that says so stands in the place of what is not. A member may be undefined where it may be left out. */
export type PlainJson<Value> = 0 extends 1 & Value
  ? Value
  : Value extends Json | undefined
    ? Value
    : Value extends NotPlain
      ? "no plain JSON"
      : Value extends object
        ? { readonly [Key in keyof Value]: PlainJson<Value[Key]> }
        : "no plain JSON";

type NotPlain = ((...args: never) => unknown) | symbol | bigint | Date;

/**
 * The options of a child that is made from a module, as the last parameter of what describes it. `args` has to be said where its default export
 * cannot be without, which gets null when nothing is said. Where the module's type is not known, they are what is given, plain JSON.
 */
export type WithArgs<Options, Args, Given> = unknown extends Args
  ? readonly [options?: Options & { readonly args?: Given & PlainJson<Given> }]
  : [Extract<null | undefined, Args>] extends [never]
    ? readonly [options: Options & { readonly args: Args & PlainJson<Args> }]
    : readonly [options?: Options & { readonly args?: Args & PlainJson<Args> }];
