/**
 * Asked of a list of children in a parameter's type, so that an id that stands there twice does not compile: unknown, which
 * allows all, when the ids that are literals differ; otherwise what no list has, a member that names the id.
 */
export type DistinctIds<Children> = [Repeated<Children>] extends [never] ? unknown : DuplicateId<Repeated<Children>>;

/** The same of one more child. */
export type FreshId<Children extends readonly { readonly id: string }[], Id extends string> =
  IsLiteral<Id> extends true ? (Id extends LiteralsOf<Children[number]["id"]> ? DuplicateId<Id> : unknown) : unknown;

/** What the compiler shows of an id that is taken. */
export interface DuplicateId<Id> {
  readonly DUPLICATE_ID: Id;
}

type Repeated<Children, Seen = never> = Children extends readonly [{ readonly id: infer Id extends string }, ...infer Rest]
  ? IsLiteral<Id> extends true
    ? Id extends Seen
      ? Id
      : Repeated<Rest, Seen | Id>
    : Repeated<Rest, Seen>
  : never;

type LiteralsOf<Id extends string> = Id extends unknown ? (IsLiteral<Id> extends true ? Id : never) : never;

/** Whether it is one literal: neither a union nor a pattern such as `worker-${number}`, which are one type and many ids. */
type IsLiteral<Id extends string> = {} extends Record<Id, 1> ? false : IsOne<Id>;

type IsOne<Id, All = Id> = Id extends unknown ? ([All] extends [Id] ? true : false) : never;
