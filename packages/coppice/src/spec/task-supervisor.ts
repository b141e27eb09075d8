import type { Environment, Spec } from "../child/contract.ts";
import { LiveTasks } from "../kind/tasks/live-tasks.ts";
import type { TaskSupervisor } from "../kind/tasks/task-supervisor.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import type { DynamicBody } from "./dynamic-supervisor.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { TaskSupervisorOptions } from "./task-supervisor-options.ts";
import { checkTogether } from "./validation/check-child.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";

export type { TaskSupervisorOptions };

/** A supervisor of tasks that other children start. What they get from `ctx.use` is a `TaskSupervisor`. */
export interface TaskSupervisorSpec<Id extends string = string> extends Spec<TaskSupervisor, Id> {
  readonly body: DynamicBody<undefined>;
  readonly options: TaskSupervisorOptions;
}

/**
 * Describes a supervisor of short tasks that other children start: with a result, linked to them or not, or as a stream.
 *
 * ```ts
 * const tasks = taskSupervisor("tasks", { maxChildren: 100 });
 * const report = task("report", async ({ use }) => {
 *   const rows = use(tasks).async(({ signal }) => readRows(signal));
 *   console.log((await rows.within("10s")).length);
 * });
 * ```
 *
 * @param options copied: what is changed of them later changes nothing.
 * @throws CoppiceError BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function taskSupervisor<const Id extends string>(
  id: Id,
  options: TaskSupervisorOptions = NO_OPTIONS,
): TaskSupervisorSpec<Id> {
  checkId("taskSupervisor(…)", id);
  const said = frozenCopy(options);
  checkOptions(id, said, "a task supervisor");
  const kept = Object.freeze(said) as TaskSupervisorOptions;
  const body = Object.freeze({ options: kept, children: Object.freeze([]), dynamic: true, template: undefined, instance });
  const spec = new ChildSpec(id, supervisorKind, body, kept);
  checkTogether(spec);
  return spec;
}

function instance(inside: Environment): TaskSupervisor {
  return new LiveTasks(inside);
}
