import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import inspector from "node:inspector";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { ActorContext } from "../../src/actor/behaviour.ts";
import { resume, suspend } from "../../src/actor/system-calls.ts";
import { start } from "../../src/app/start.ts";
import { type Context, IGNORE } from "../../src/child/context.ts";
import type { Spec } from "../../src/child/contract.ts";
import type { AnyEvent } from "../../src/event/event.ts";
import { actor } from "../../src/spec/actor.ts";
import { dynamicSupervisor } from "../../src/spec/dynamic-supervisor.ts";
import { pool } from "../../src/spec/pool.ts";
import { program } from "../../src/spec/program.ts";
import { registry } from "../../src/spec/registry.ts";
import { supervisor } from "../../src/spec/supervisor.ts";
import { task } from "../../src/spec/task.ts";
import { thread } from "../../src/spec/thread.ts";
import { topics } from "../../src/spec/topics.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { FarTree } from "../host/far-tree.ts";
import { cell, columns, Page } from "./page.ts";
import { eventTypes, sourceOf } from "./source.ts";

const ENVELOPE = new Set(["seq", "at", "wall", "severity", "path", "incarnation", "type"]);

const rows = new Page("docs/semantics.md").table("Events");

const never = (): Promise<never> => new Promise(() => undefined);

const broken = async (): Promise<void> => {
  throw new Error("broken");
};

const names = registry("names");
const news = topics("news");
const team = pool("team", { receive: {} }, { size: 1 });

const NONE = { restarts: 0, within: "1h" } as const;

/** A module that does this once, and stays. */
function inline(deed: string): string {
  const stay = `await new Promise((end) => signal.addEventListener("abort", end));`;
  return `data:text/javascript,${encodeURIComponent(`export default async ({ signal }) => { ${deed} ${stay} };`)}`;
}

/** Of a thread under a clock that is moved by hours. */
const alone = { restart: "temporary", heartbeat: false, startTimeout: Infinity } as const;

/** Children to whom everything happens that can happen to one, and the supervisors that it takes. */
function scenes(late: (fail: () => void) => void): readonly Spec[] {
  const once = { restart: "temporary" } as const;
  return [
    supervisor("gives-up", { restart: "transient", intensity: NONE, onExhausted: "stop", budget: NONE }, [
      task("ends", async () => undefined),
    ]),
    supervisor("gives-up-over-a-failure", { restart: "temporary", intensity: NONE }, [task("fails", broken)]),
    supervisor("strange", { restart: "temporary", strategy: () => ["nobody"] }, [task("failing", broken)]),
    task("ignored", () => IGNORE),
    task("exhausted", broken, { budget: NONE, onExhausted: "stop" }),
    task("cooling", broken, { budget: NONE, onExhausted: "quarantine", coolDown: "10m" }),
    task("parked", broken, { budget: NONE, onExhausted: "quarantine" }),
    task("ruled", broken, {
      ...once,
      success: [
        () => {
          throw new Error("no rule");
        },
      ],
    }),
    task("hooked", () => ({ run: async () => undefined, shutdown: broken }), once),
    task(
      "deferring",
      async ({ defer }) => {
        defer(broken);
      },
      once,
    ),
    task(
      "hasty",
      async ({ ready, ignore }) => {
        ready();
        ignore();
      },
      once,
    ),
    task(
      "left-behind",
      async (ctx: Context) => {
        const emitter = ctx.own(new EventEmitter());
        const { promise, reject } = Promise.withResolvers<never>();
        void ctx.bind(() => promise)();
        late(() => {
          ctx.heartbeat();
          ctx.defer(broken);
          emitter.emit("error", new Error("of what it owns"));
          reject(new Error("after all"));
        });
        await promise;
      },
      { ...once, ready: "signal", startTimeout: "1s", onStartFailure: "policy", shutdown: "1s" },
    ),
    task(
      "broken-twice",
      async ({ fail }) => {
        fail(new Error("once"));
        fail(new Error("twice"));
      },
      { ...once, onStartFailure: "policy" },
    ),
    program("prints", ["sh", "-c", `echo out; echo err >&2; printf '%05000d\\n' 1; printf '%05000d\\n' 1 >&2`], once),
    program("notes", ["sh", "-c", "echo STATUS=up >&$NOTIFY_FD; echo READY=1 >&$NOTIFY_FD; echo lost"], {
      ...once,
      ready: { notify: true },
      // A disk that is always full.
      stdout: { file: "/dev/full", rotate: {} },
    }),
    thread("prints-too", inline(`for (const output of [console.log, console.error]) output("short\\n" + "x".repeat(5_000));`), {
      ...alone,
      ...{ stdout: "events", stderr: "events" },
    }),
    thread("notes-too", inline(`console.log("lost");`), { ...alone, stdout: { file: "/dev/full" } }),
    actor("deaf", { receive: {}, started: (ctx) => ctx.self.tell({ type: "nothing" }) }),
    names,
    news,
    actor("found", {
      receive: {},
      started: (ctx) => {
        ctx.use(names).register(ctx, "found")();
        ctx.use(news).subscribe(ctx, "lost", { filter: () => true })();
        ctx.use(news).subscribe(ctx, "lost", {
          filter: () => {
            throw new Error("no filter");
          },
        });
        ctx.use(news).tell("lost", { type: "nothing" });
      },
    }),
    team,
    task("grows", (ctx) => ctx.use(team).resize(2), once),
    actor("crowded", { receive: { more: () => undefined }, started: crowd }, { mailbox: { capacity: 1 } }),
    dynamicSupervisor("many"),
  ];
}

/** Fills its own mailbox. */
function crowd({ self }: ActorContext): void {
  for (let index = 0; index < 2; index += 1) self.tell({ type: "more" });
}

/** Trees that are watched: one whose findings cannot be written, one whose runtime knows who runs, and one that cannot be looked into. */
async function blocked(events: AnyEvent[]): Promise<void> {
  const file = join(tmpdir(), "coppice-no-such-folder", "findings.jsonl");
  const app = await start(supervisor("watched"), { watchdog: { limit: "50ms", file } });
  app.subscribe((event) => void events.push(event as AnyEvent));
  const held = (isEnough: (told: readonly AnyEvent[]) => boolean) => async (): Promise<void> => {
    const from = events.length;
    while (!isEnough(events.slice(from))) {
      const end = performance.now() + 1_000;
      while (performance.now() < end);
      await nextTurn();
    }
  };
  await held((told) => told.some(({ type }) => type === "loop.blocked") && told.some(({ type }) => type === "watchdog.failed"))();
  // With an inspector open nothing is looked at.
  inspector.open(0, "127.0.0.1");
  await held((told) => told.some((event) => event["unseen"] !== undefined))();
  inspector.close();
  await app.stop();
}

/** Which of the scenes are programs. */
const PROGRAMS: readonly string[] = ["prints", "notes"];

/** Everything that a tree told while all of that happened. */
async function everything(): Promise<readonly AnyEvent[]> {
  const runtime = virtualRuntime();
  const events: AnyEvent[] = [];
  const late: (() => void)[] = [];
  const app = await start(
    supervisor("root", { intensity: { restarts: 1_000, within: "1h" } }, [
      supervisor("idle", { boot: "concurrent" }, [task("waits", never, { shutdown: "1s" })]),
    ]),
    { runtime, listen: (source) => source.subscribe((event) => void events.push(event as AnyEvent)) },
  );
  app.subscribe(function deaf({ type }) {
    if (type === "child.ignored") throw new Error("not heard");
  });
  for (const spec of scenes((fail) => late.push(fail))) {
    app.startChild(spec).catch(() => undefined);
    await runtime.advance("5s");
    // Programs run in real time, and must be over before more of the virtual one has passed than they have to start.
    const isOver = (): boolean => events.some(({ type, path }) => type === "child.exited" && path === `root/${spec.id}`);
    while (PROGRAMS.includes(spec.id) && !isOver()) {
      await runtime.settle();
      await nextTurn();
    }
  }
  // So do threads, which have as long as they want.
  while (events.filter(({ type }) => type.startsWith("thread.")).length < 5) {
    await runtime.settle();
    await nextTurn();
  }
  for (const call of [suspend, resume]) {
    call(app.refAt("root/deaf")).catch(() => undefined);
    await runtime.settle();
  }
  await app.reviveChild("parked");
  await runtime.advance("1m");
  for (const fail of late) fail();
  await nextTurn();
  app.stop().catch(() => undefined);
  await runtime.advance("1m");
  await blocked(events);
  return [...events, ...(await gap())];
}

/** What a mount tells whose link was lost. No transport of these days loses one and goes on. */
async function gap(): Promise<readonly AnyEvent[]> {
  const far = new FarTree(supervisor("far"));
  await far.settle();
  far.mount.heard({ type: "events", missed: 3, events: [] });
  FarTree.clear();
  return far.events.filter(({ type }) => type === "mount.gap");
}

suite("docs/semantics.md lists the events", async () => {
  const events = await everything();

  test("every type that the code declares", () => {
    assert.deepEqual(rows.map((row) => cell(row, "Type")).toSorted(), eventTypes().toSorted());
  });

  for (const row of rows) {
    const type = cell(row, "Type");
    test(`${type}: its severity and its data, as they are when it happens`, () => {
      const seen = events.filter((event) => event.type === type);
      assert.notEqual(seen.length, 0, "it happened");
      const severities = new Set(seen.map(({ severity }) => severity));
      assert.deepEqual([...severities].toSorted(), cell(row, "Severity").split(", ").toSorted());
      const keys = seen.map((event) => Object.keys(event).filter((key) => !ENVELOPE.has(key)));
      const all = new Set(keys.flat());
      const data = Array.from(all, (key) => (keys.every((its) => its.includes(key)) ? key : `${key}?`));
      assert.deepEqual(data.toSorted(), cell(row, "Data").split(", ").filter(Boolean).toSorted());
    });
  }

  test("the envelope has nothing that the page does not name", () => {
    const intro = new Page("docs/semantics.md").text.split("## Events")[1]?.split("| Type |")[0] ?? "";
    for (const key of ENVELOPE) assert.ok(intro.includes(`\`${key}\``), key);
    for (const event of events) assert.equal("seq" in event && "at" in event && "wall" in event && "path" in event, true);
  });

  test("the causes of a supervisor's stop", () => {
    const [, said = ""] = /brings its children down: (.*)/.exec(columns(rows, "Type", "When")["supervisor.stopping"] ?? "") ?? [];
    const [, declared = ""] = /type StopCause = (.*);/.exec(sourceOf("supervisor/stopping.ts")) ?? [];
    assert.deepEqual(said.split(", "), declared.replaceAll('"', "").split(" | "));
  });
});
