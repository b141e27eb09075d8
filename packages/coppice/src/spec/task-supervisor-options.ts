import type { SupervisorOptions } from "../child/supervisor-options.ts";

/**
 * What can be said of a task supervisor. Its tasks are temporary: a failure of one costs no intensity. `defaults.shutdown` says how long a
 * cancelled one has to end.
 */
export interface TaskSupervisorOptions extends Omit<SupervisorOptions, "strategy" | "autoShutdown" | "boot" | "intensity"> {}
