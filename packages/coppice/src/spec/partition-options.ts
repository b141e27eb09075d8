import type { SupervisorOptions } from "../child/supervisor-options.ts";

/** What can be said of a partition supervisor: what every supervisor says, and how many partitions there are. */
export interface PartitionSupervisorOptions extends SupervisorOptions {
  /** How many, from 1 to 65,536. Default: the number of processors (`availableParallelism()`) where the spec is made. */
  readonly partitions?: number;
}
