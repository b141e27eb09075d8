/** By what a partition is chosen. */
export type PartitionKey = string | number;

/** What finds the partition of a key; `ctx.use(spec)` of a partition supervisor answers it, and so does `app.use(spec)`. */
export interface Partitions<Instance> {
  /** How many partitions there are. */
  readonly size: number;
  /**
   * The running instance of the key's partition, as `ctx.use` answers it. The address of an actor is answered also while the actor is down.
   *
   * @throws CoppiceError NOT_RUNNING while it is down, BAD_OPTION for what is no key.
   */
  for(key: PartitionKey): Instance;
  /**
   * The number of the key's partition, from 0 up: of a whole number its remainder, of a text and of any other number a hash of its characters. The same key is of
   * the same partition as long as there are as many.
   *
   * @throws CoppiceError BAD_OPTION for what is neither a text nor a finite number.
   */
  indexOf(key: PartitionKey): number;
  /** The path of the key's partition, from the root: for `ctx.monitor`, and for handles. @throws as `indexOf`. */
  pathOf(key: PartitionKey): string;
  /** The running instance of the partition of a number. @throws CoppiceError NOT_RUNNING, BAD_OPTION for what is no such number. */
  at(index: number): Instance;
}

/** The id of a partition. */
export type PartitionId = `p-${number}`;
