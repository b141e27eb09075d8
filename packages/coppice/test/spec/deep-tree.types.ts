import { type ChildAt, type PathsOf, type Spec, supervisor, type SupervisorSpec, task, type TaskSpec } from "coppice";

// Trees as large as the largest programs have them do not take the compiler down.

/** A hundred tasks, `prefix-0` to `prefix-99`. */
type Tasks<Prefix extends string, List extends readonly Spec[] = readonly []> = List["length"] extends 100
  ? List
  : Tasks<Prefix, readonly [...List, TaskSpec<undefined, `${Prefix}-${List["length"]}`>]>;

/** So many levels, each of a hundred tasks and the level below it. */
type Tree<Depth extends number, Below extends readonly 0[] = readonly []> = Below["length"] extends Depth
  ? SupervisorSpec<`level-${Below["length"]}`, Tasks<"task">>
  : SupervisorSpec<`level-${Below["length"]}`, readonly [...Tasks<"task">, Tree<Depth, readonly [...Below, 0]>]>;

declare const deep: Tree<10>;

type Deepest = "level-1/level-2/level-3/level-4/level-5/level-6/level-7/level-8/level-9/level-10/task-99";
export const known: PathsOf<typeof deep> =
  "level-1/level-2/level-3/level-4/level-5/level-6/level-7/level-8/level-9/level-10/task-99";
// @ts-expect-error: there are only a hundred
export const unknown: PathsOf<typeof deep> =
  "level-1/level-2/level-3/level-4/level-5/level-6/level-7/level-8/level-9/level-10/task-100";
export const found: ChildAt<typeof deep, Deepest>["id"] = "task-99";

declare const wide: Tasks<"wide">;

/** Ids are held against one another in long lists, too. */
export const spread: PathsOf<ReturnType<typeof list>> = "wide-99";
function list(): SupervisorSpec<"wide", readonly [...Tasks<"wide">]> {
  return supervisor("wide", {}, [...wide]);
}
// @ts-expect-error: "wide-7" is there twice
supervisor("wide", {}, [...wide, task("wide-7", async () => {})]);

/** A chain of words is no deeper than a list. */
export function chain(): PathsOf<SupervisorSpec> {
  const ten = supervisor("chain")
    .withTask("a", async () => {})
    .withTask("b", async () => {})
    .withTask("c", async () => {})
    .withTask("d", async () => {})
    .withTask("e", async () => {})
    .withTask("f", async () => {})
    .withTask("g", async () => {})
    .withTask("h", async () => {})
    .withTask("i", async () => {})
    .withTask("j", async () => {});
  const last: PathsOf<typeof ten> = "j";
  return last;
}
