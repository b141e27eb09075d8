import type { Spec } from "../child/contract.ts";
import { LateErrors } from "../child/late-errors.ts";
import { CoppiceError } from "../error.ts";
import { describeExit } from "../exit-text.ts";
import type { Exit } from "../exit.ts";
import { faultDomain } from "../fault/fault-domain.ts";
import { watchTree } from "../fault/watchdog/watch-tree.ts";
import { systemRuntime } from "../runtime/system-runtime.ts";
import { inOneLine } from "../show.ts";
import { frozenCopy } from "../spec/frozen-copy.ts";
import type { TreeLimits } from "../spec/tree-limits.ts";
import { checkRoot } from "../spec/validation/check-child.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";
import type { App } from "./app.ts";
import { eventSource } from "./event-source.ts";
import { expectOptions } from "./expect-options.ts";
import { expectSupervisor } from "./expect-spec.ts";
import { LiveApp } from "./live-app.ts";
import { Root, type Starter } from "./root.ts";
import { startError } from "./start-failure.ts";
import { checkStartOptions, START_OPTIONS, type StartOptions } from "./start-options.ts";
import { readWatchdog } from "./watchdog-options.ts";

/**
 * Starts a tree; resolves once all of it is ready. Children start in the order of the spec. When one fails, those before it are
 * stopped in reverse, and once all is down it rejects with START_FAILED: the message and `details.paths` name the paths from the root down
 * to the first cause, `cause` is that error as plain JSON. CANCELLED: a child called `ctx.shutdownTree()` before all was ready.
 *
 * Wrong specs reject with BAD_SPEC and their other codes before anything starts. Signals and exit codes are left alone, and process-wide
 * handlers too, save for `strayErrors` and `watchdog`; `runMain` sees to them. When the root gives up later and nobody listens to its events, one
 * line on stderr says so; nothing else is ever printed.
 *
 * ```ts
 * await using app = await start(supervisor("shop", {}, [db, web]));
 * ```
 */
export async function start<const Of extends Spec>(spec: Of, options: StartOptions = {}): Promise<App<Of>> {
  expectOptions("start(spec, options)", options, START_OPTIONS);
  const root = begin(spec, options, { unheard: sayOnStderr });
  const exit = await root.settled;
  if (exit !== undefined) throw startError(exit, root.stopReport());
  return new LiveApp(root) as unknown as App<Of>;
}

/** Begins the start of a tree. @throws CoppiceError BAD_SPEC, BAD_OPTION and the other codes of wrong specs; UNSUPPORTED where the watchdog cannot be. */
export function begin(spec: Spec, options: StartOptions, starter: Starter): Root {
  checkRoot(expectSupervisor(spec, "start(spec)"), "start(spec)");
  checkStartOptions("start(spec, options)", options);
  const { runtime = systemRuntime, listen, strayErrors = false, watchdog = false, limits = {}, ...bus } = options;
  expectRoom(spec, limits);
  const watch = readWatchdog("start(spec, options)", watchdog);
  const root = new Root(spec, runtime, { ...bus, limits: frozenCopy(limits) }, starter);
  const { events, tree } = root.environment;
  try {
    listen?.(eventSource(events));
    if (watch !== undefined) root.lastly(watchTree({ path: root.path, ...root.environment }, watch));
  } catch (error) {
    // Whoever reads a stream of them waits for its end.
    events.close();
    throw error;
  }
  // What a child leaves behind with its last breath is still its own.
  void root.ended.then(() => setImmediate(() => LateErrors.forget(tree)).unref());
  if (strayErrors) void root.ended.then(faultDomain(runtime, tree));
  root.begin();
  return root;
}

/** All that the spec says will be started: what nested supervisors hold, too. */
function sizeOf({ body }: Spec): number {
  const { children = [] } = (body ?? {}) as Partial<SupervisorBody>;
  return children.reduce((size, child) => size + (child.kind === supervisorKind ? sizeOf(child) : 0), children.length);
}

function expectRoom(spec: Spec, { children: limit = Number.POSITIVE_INFINITY }: TreeLimits): void {
  const size = limit === Number.POSITIVE_INFINITY ? 0 : sizeOf(spec);
  if (size <= limit) return;
  throw new CoppiceError(
    "MAX_CHILDREN",
    `start(spec, options): ${spec.id} has ${size} children, on all levels, and limits.children allows ${limit}: raise it, or take some out`,
    { details: { path: spec.id, size, limit } },
  );
}

function sayOnStderr(path: string, exit: Exit): void {
  const hint = exit.type === "gave-up" && exit.hint !== undefined ? `; ${exit.hint}` : "";
  process.stderr.write(`${inOneLine(`coppice: ${path} ${describeExit(exit)}${hint}`)}\n`);
}
