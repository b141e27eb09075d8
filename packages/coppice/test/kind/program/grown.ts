import type { TestContext } from "node:test";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type App,
  type Context,
  type Exit,
  type ProgramSpec,
  type RunningProgram,
  start,
  supervisor,
  task,
  type TreeEvent,
} from "coppice";

/** Of a test that waits for real processes, on a machine that has much else to do. */
export const LIMIT = { timeout: 60_000 };

/** A tree `root` with one program that really runs. */
export interface Grown {
  readonly app: App;
  readonly events: readonly TreeEvent[];
  /** The first event that fits, of those that were and those to come. */
  readonly event: (fits: (event: TreeEvent) => boolean) => Promise<TreeEvent>;
  /** How its first life ended. */
  readonly exit: Promise<Exit>;
  /** What it has printed, to either output. */
  readonly lines: readonly string[];
  /** Resolves once it has printed this. */
  readonly printed: (line: string) => Promise<void>;
  readonly running: RunningProgram;
}

/** Starts a program; it is stopped, by force if need be, when the test is over. */
export async function grow(t: TestContext, spec: ProgramSpec): Promise<Grown> {
  const events: TreeEvent[] = [];
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const event = async (fits: (event: TreeEvent) => boolean): Promise<TreeEvent> => {
    for (;;) {
      const found = events.find(fits);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        waiting.add(resolve);
      });
    }
  };
  const heard = (said: TreeEvent): void => {
    events.push(said);
    if (said.type === "program.stdout" || said.type === "program.stderr") lines.push(said.line);
    for (const wake of waiting) wake();
    waiting.clear();
  };
  let context: Context | undefined;
  const asker = task("asker", async (ctx) => {
    context = ctx;
    await new Promise<void>((resolve) => {
      ctx.signal.addEventListener("abort", () => resolve());
    });
  });
  const app: App = await start(supervisor("root", [asker, spec]), { listen: (source) => source.subscribe(heard) });
  t.after(() => app.stop({ deadline: "1s" }));
  return {
    app,
    events,
    event,
    get exit() {
      return event(({ type, path }) => type === "child.exited" && path === `root/${spec.id}`).then(
        (event) => (event as TreeEvent & { readonly type: "child.exited" }).exit,
      );
    },
    lines,
    printed: async (line) => {
      await event((event) => "line" in event && event.line === line);
    },
    get running() {
      if (context === undefined) throw new Error("the tree has not started");
      return context.use(spec);
    },
  };
}

/** A folder that goes with the test. */
export function folder(t: TestContext): string {
  const made = realpathSync(mkdtempSync(join(tmpdir(), "coppice-program-")));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}
