/** What pools tell of themselves. */
export interface PoolEvents {
  /** Its number of workers was changed; those who leave may still finish what waits for them. */
  "pool.resized": { readonly from: number; readonly to: number };
}
