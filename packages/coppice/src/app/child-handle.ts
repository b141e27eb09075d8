import type { ChildInfo } from "../child/child-info.ts";

/**
 * A child of a running tree, by its path. The handle outlives incarnations: each call asks whoever lives at the path at
 * that moment.
 */
export interface ChildHandle {
  readonly id: string;
  /** Ids joined with `/`, from the root. */
  readonly path: string;
  /**
   * How the child is now.
   *
   * @throws CoppiceError NOT_FOUND when it is gone, NOT_RUNNING when its supervisor, or the tree, is down.
   */
  info(): ChildInfo;
}
