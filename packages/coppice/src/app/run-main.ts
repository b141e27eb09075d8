import type { Spec } from "../child/contract.ts";
import { errorData } from "../error-data.ts";
import { type Duration, millisecondsOrNever } from "../time/duration.ts";
import type { App } from "./app.ts";
import { type Ending, endingOf, notBegun, type Story } from "./ending.ts";
import { expectOptions, type NamesOf } from "./expect-options.ts";
import { LiveApp } from "./live-app.ts";
import { type MainSignal, nodeProcess, type ProcessPort } from "./process-port.ts";
import type { Root } from "./root.ts";
import { begin } from "./start.ts";
import { START_OPTIONS, type StartOptions } from "./start-options.ts";

/** How a program that is one tree is run. */
export interface RunMainOptions<Of extends Spec = Spec> extends StartOptions {
  /** How long a stop may take that a signal, `app.stop()` or a child asked for; what is left then is killed. Default: "25s". */
  readonly deadline?: Duration;
  /**
   * Called once all is ready; not awaited. When it throws or rejects the tree is stopped, and the process ends with code 1; later
   * than in the turn of the loop in which the tree has ended, the process is gone.
   */
  readonly onReady?: (app: App<Of>) => unknown;
}

/** How long what was killed has to be gone, in milliseconds; then the process ends with it. */
const GRACE = 1_000;

const OPTIONS: NamesOf<RunMainOptions> = { ...START_OPTIONS, deadline: true, onReady: true };

const SIGNALS: readonly MainSignal[] = ["SIGTERM", "SIGINT"];

/**
 * Runs a program that is one tree: starts it, keeps the process alive while its root lives, and ends the process with it.
 *
 * SIGTERM and SIGINT stop the tree in order; a second one, or the deadline, ends by force what is left. The process ends with code
 * - 0: the root ended normal or shutdown;
 * - 1: it gave up, failed, or did not start;
 * - 70: the event loop stood still for longer than `watchdog.fatal`, and the watchdog ended the process;
 * - 75: the deadline passed with children still alive;
 * - 128 + n: a second signal, number n, ended it.
 *
 * The last line on stderr says why; for code 1 the stack of the first cause stands before it. Wrong specs and options end the process
 * so, too. The promise never settles, since the process ends.
 *
 * ```ts
 * await runMain(shop, { deadline: "10s", listen: (events) => logEvents(events, pino()) });
 * ```
 */
export async function runMain<const Of extends Spec>(spec: Of, options: RunMainOptions<Of> = {}): Promise<void> {
  await runOn(nodeProcess, spec, options);
}

/** Runs a tree as the program of a process; resolves with the code that the process was ended with. */
export async function runOn<Of extends Spec>(port: ProcessPort, spec: Of, options: RunMainOptions<Of> = {}): Promise<number> {
  const undo = [port.hold()];
  const { code, lines } = await run(port, spec, options, undo);
  await new Promise<void>((resolve) => port.write(lines.map((line) => `${line}\n`).join(""), resolve));
  for (const call of undo) call();
  port.exit(code);
  return code;
}

async function run<Of extends Spec>(
  port: ProcessPort,
  spec: Of,
  options: RunMainOptions<Of>,
  undo: (() => void)[],
): Promise<Ending> {
  const story: Story = { signals: [], mishap: undefined };
  try {
    expectOptions("runMain(spec, options)", options, OPTIONS);
    const { deadline = "25s", onReady, strayErrors = true, ...startOptions } = options;
    const longestStop = millisecondsOrNever(deadline, "runMain: deadline");
    const root = begin(spec, { ...startOptions, strayErrors }, { unheard: () => undefined, longestStop });
    for (const signal of SIGNALS) {
      undo.push(
        port.onSignal(signal, () => {
          if (story.signals.push(signal) === 1) root.stop();
          else root.kill("outside");
        }),
      );
    }
    becomesReady(root, onReady).catch((error: unknown) => {
      story.mishap = errorData(error);
      root.stop();
    });
    await Promise.race([root.ended, tooLong(root)]);
    // What onReady has to say of the end, it says in this turn of the loop.
    await new Promise<void>((resolve) => root.environment.runtime.soon(resolve));
    return endingOf(root, story);
  } catch (error) {
    return notBegun(errorData(error));
  }
}

async function becomesReady<Of extends Spec>(root: Root, onReady: RunMainOptions<Of>["onReady"]): Promise<void> {
  const exit = await root.settled;
  if (exit === undefined) await onReady?.(new LiveApp(root) as unknown as App<Of>);
}

/** Resolves when what was ended by force should be gone. */
async function tooLong({ forced, environment: { runtime } }: Root): Promise<void> {
  await forced;
  await new Promise<void>((resolve) => void runtime.after(GRACE, resolve));
}
