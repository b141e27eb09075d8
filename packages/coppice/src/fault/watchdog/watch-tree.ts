import { isMainThread } from "node:worker_threads";
import type { Tree } from "../../child/contract.ts";
import { errorData } from "../../error-data.ts";
import { CoppiceError } from "../../error.ts";
import type { EventBus } from "../../event/event-bus.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { claimLoop, type LoopClaim } from "./claim-loop.ts";
import type { WatchdogEvents } from "./events.ts";
import type { WatchdogSettings } from "./settings.ts";

/** The tree that wants the loop watched. */
export interface Watched {
  /** The path of its root. */
  readonly path: string;
  readonly runtime: Runtime;
  readonly tree: Tree;
  readonly events: EventBus;
}

/** An incarnation that runs in the loop. */
interface InLoop {
  readonly incarnation: number;
  readonly place: { readonly path: string; readonly environment: { readonly tree: Tree } };
}

/**
 * Has the loop watched for a tree, and tells its events of what is found, until the answered function is called. Which child stands on
 * the loop is known by the async context, so on a runtime that has none, nobody is named.
 *
 * @throws CoppiceError UNSUPPORTED in a thread, and where none may be started.
 */
export function watchTree({ path, runtime, tree, events }: Watched, settings: WatchdogSettings): () => void {
  const claim: LoopClaim = {
    settings,
    who() {
      const life = runtime.current();
      if (!isInLoop(life) || life.place.environment.tree !== tree) return undefined;
      return { path: life.place.path, incarnation: life.incarnation };
    },
    blocked({ culprit, limit, stack, unseen }, duration, isOurs) {
      const data: WatchdogEvents["loop.blocked"] = {
        child: culprit?.path ?? null,
        duration,
        limit,
        stack,
        ...(unseen !== undefined && { unseen }),
      };
      if (isOurs) events.emit("loop.blocked", "error", culprit?.path ?? path, culprit?.incarnation, data);
      else events.emit("loop.blocked", "error", path, undefined, data);
    },
    failed: (error) => events.emit("watchdog.failed", "error", path, undefined, { error }),
  };
  if (!isMainThread) {
    throw unsupported(path, "it watches the main thread, and this is another: a thread that is a child has a heartbeat for that");
  }
  try {
    return runtime.outside(() => claimLoop(claim));
  } catch (error) {
    const { message } = errorData(error);
    throw unsupported(
      path,
      `it needs a thread of its own, and none may be started (${message}): allow it with --allow-worker`,
      error,
    );
  }
}

function unsupported(path: string, why: string, cause?: unknown): CoppiceError {
  return new CoppiceError("UNSUPPORTED", `${path}: there can be no watchdog: ${why}, or leave watchdog out.`, {
    details: { path },
    ...(cause !== undefined && { cause }),
  });
}

function isInLoop(life: object | undefined): life is InLoop {
  return life !== undefined && "incarnation" in life && "place" in life;
}
