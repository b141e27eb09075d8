/** How many children a tree has, all levels together, and how many it may have. Those that are stopped do not count. */
export class Census {
  count = 0;
  readonly limit: number;

  constructor(limit: number = Number.POSITIVE_INFINITY) {
    this.limit = limit;
  }
}
