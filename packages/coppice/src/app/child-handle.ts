import type { ChildInfo } from "../child/child-info.ts";
import type { Usage } from "../child/usage.ts";

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
  /**
   * What the child has used in its present life, seen from outside: processor time, memory, of a thread also its heap and its event loop. It disturbs
   * the child as good as not, and answers within some two seconds, also of one in an endless loop.
   *
   * Rejects with UNSUPPORTED for a child in the event loop, the root among them, for one below a mount, and for programs elsewhere than on Linux; NOT_FOUND; NOT_RUNNING.
   */
  usage(): Promise<Usage>;
}
