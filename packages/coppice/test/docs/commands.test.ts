import assert from "node:assert/strict";
import { once } from "node:events";
import { suite, test } from "node:test";
import type { SupervisorHandle } from "../../src/app/handle.ts";
import { start } from "../../src/app/start.ts";
import type { Context } from "../../src/child/context.ts";
import type { Spec } from "../../src/child/contract.ts";
import { LIFE_CYCLE } from "../../src/child/life-cycle.ts";
import { isCoppiceError } from "../../src/error.ts";
import { dynamicSupervisor } from "../../src/spec/dynamic-supervisor.ts";
import { supervisor } from "../../src/spec/supervisor.ts";
import { task, type TaskOptions } from "../../src/spec/task.ts";
import { virtualRuntime, type VirtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { cell, Page, type TableRow } from "./page.ts";

const page = new Page("docs/semantics.md");

const COMMANDS = ["startChild", "stopChild", "restartChild", "deleteChild", "reviveChild"] as const;

type CommandName = (typeof COMMANDS)[number];

/** A tree whose supervisor has a child `it`, and who can move it. */
interface Scene {
  readonly runtime: VirtualRuntime;
  readonly owner: SupervisorHandle;
  /** How the child lives from its next incarnation on. */
  live: (ctx: Context) => Promise<unknown>;
  /** Ends the present incarnation so. */
  end: (error?: Error) => void;
  /** Fails a sibling that takes the child along. */
  readonly failOther: (error: unknown) => void;
}

const PARKED: TaskOptions = { budget: { restarts: 0, within: "1h" }, onExhausted: "quarantine" };
const PATIENT: TaskOptions = { backoff: { first: "1h", max: "1h" } };

async function untilAsked({ signal }: Context): Promise<void> {
  await once(signal, "abort");
}

/** How the child comes into each state, from a tree that runs without it. */
const INTO: Readonly<Record<string, (scene: Scene, spec: (options?: TaskOptions) => Spec) => Promise<void>>> = {
  waiting: async ({ owner, runtime, failOther }, spec) => {
    await owner.startChild(spec());
    failOther(new Error("takes all along"));
    await runtime.settle();
  },
  starting: async ({ owner, runtime }, spec) => {
    owner.startChild(spec({ ready: "signal" })).catch(() => undefined);
    await runtime.settle();
  },
  running: async ({ owner }, spec) => void (await owner.startChild(spec())),
  stopping: async (scene, spec) => {
    scene.live = async (ctx) => {
      await untilAsked(ctx);
      await new Promise((resolve) => void scene.runtime.after(1_000, () => resolve(undefined)));
    };
    await scene.owner.startChild(spec());
    scene.owner.stopChild("it").catch(() => undefined);
    await scene.runtime.settle();
  },
  restarting: async (scene, spec) => {
    await scene.owner.startChild(spec(PATIENT));
    scene.end(new Error("broken"));
    await scene.runtime.settle();
  },
  quarantined: async (scene, spec) => {
    await scene.owner.startChild(spec(PARKED));
    scene.end(new Error("broken"));
    await scene.runtime.settle();
  },
  stopped: async ({ owner }, spec) => {
    await owner.startChild(spec());
    await owner.stopChild("it");
  },
  "no such child": async () => undefined,
};

function specOf(scene: Scene): (options?: TaskOptions) => Spec {
  const live = async (ctx: Context): Promise<unknown> =>
    await Promise.race([scene.live(ctx), new Promise((_, reject) => (scene.end = reject))]);
  return (options = {}) => task("it", live, options);
}

/** What a command comes to: the code that it rejects with, or the state that it leaves the child in. */
async function outcome(scene: Scene, name: CommandName): Promise<string> {
  const { owner, runtime } = scene;
  const doing: Promise<unknown> = name === "startChild" ? owner.startChild(specOf(scene)()) : owner[name]("it");
  const done = doing.then(
    () => stateOf(owner),
    (error: unknown) => (isCoppiceError(error) ? error.code : String(error)),
  );
  await runtime.advance("10s");
  return await done;
}

function stateOf(owner: SupervisorHandle): string {
  const found = owner.whichChildren().find(({ id }) => id === "it");
  return `→ ${found?.state ?? "gone"}`;
}

/** Brings a child into a state, and asks for one thing. */
async function ask(dynamic: boolean, state: string, name: CommandName): Promise<string> {
  const runtime = virtualRuntime();
  let fail: (error: unknown) => void = () => undefined;
  const sibling = task(
    "other",
    async (ctx) => {
      ({ fail } = ctx);
      await untilAsked(ctx);
    },
    PATIENT,
  );
  const owner: Spec = dynamic ? dynamicSupervisor("owner") : supervisor("owner", { strategy: "one-for-all" }, [sibling]);
  const app = await start(supervisor("root", [owner]), { runtime });
  const scene: Scene = {
    runtime,
    owner: app.lookup("owner"),
    live: untilAsked,
    end: () => undefined,
    failOther: (error) => fail(error),
  };
  if (state === "supervisor down") await app.stopChild("owner");
  else {
    await INTO[state]?.(scene, specOf(scene));
    assert.equal(stateOf(scene.owner), state === "no such child" ? "→ gone" : `→ ${state}`, "the state that is asked in");
  }
  const answer = await outcome(scene, name);
  await app.stop();
  return answer;
}

function compare(rows: readonly TableRow[], dynamic: boolean): void {
  for (const row of rows) {
    const state = cell(row, "State");
    for (const name of COMMANDS) {
      test(`${name} of ${state}: ${cell(row, name)}`, async () => {
        assert.equal(await ask(dynamic, state, name), cell(row, name));
      });
    }
  }
}

suite("docs/semantics.md says what commands are answered, by the state of the child", () => {
  const rows = page.table("Commands");
  test("it has every state, an unknown id, and a supervisor that is down", () => {
    assert.deepEqual(
      rows.map((row) => cell(row, "State")),
      [...Object.keys(LIFE_CYCLE), "no such child", "supervisor down"],
    );
    assert.deepEqual(Object.keys(rows[0] ?? {}), ["State", ...COMMANDS]);
  });
  compare(rows, false);
});

suite("docs/semantics.md says the same of a dynamic supervisor", () => {
  compare(page.table("Dynamic supervisors"), true);
});

suite("docs/semantics.md says whom each strategy takes along", () => {
  for (const row of page.table("Strategies")) {
    const name = cell(row, "Strategy");
    test(name, async () => {
      const runtime = virtualRuntime();
      const stopped: string[] = [];
      const started: string[] = [];
      let fail: (error: unknown) => void = () => undefined;
      const children = ["a", "b", "c", "d"].map((id) =>
        task(id, async (ctx) => {
          started.push(id);
          if (id === "b") ({ fail } = ctx);
          await untilAsked(ctx);
          stopped.push(id);
        }),
      );
      const strategy = name.startsWith("a function") ? () => ["a"] : (name as "one-for-one");
      const app = await start(supervisor("root", { strategy }, children), { runtime });
      started.length = 0;
      fail(new Error("broken"));
      await runtime.settle();
      assert.equal(stopped.filter((id) => id !== "b").join(", "), cell(row, "stopped, in this order"));
      assert.equal(started.join(", "), cell(row, "started, in this order"));
      await app.stop();
    });
  }
});
