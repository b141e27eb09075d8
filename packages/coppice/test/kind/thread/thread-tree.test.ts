import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  type AnyApp,
  describeExit,
  type EventStream,
  type Exit,
  start,
  supervisor,
  thread,
  type ThreadSpec,
  type TreeEvent,
} from "coppice";
import { errorOf } from "../../support/exits.ts";
import { refusalOf } from "../../support/refusal.ts";
import { doing, fixture, inline, LIMIT } from "./lone-thread.ts";

/** A tree that runs, and how its children end, in order, from the start on. */
interface Grown {
  readonly app: AnyApp;
  readonly exits: AsyncGenerator<Ended>;
  readonly starts: AsyncGenerator<Ended>;
}

/** A child that began or ended. */
interface Ended {
  readonly path: string;
  readonly incarnation: number | undefined;
  readonly exit?: Exit;
}

async function grow(...children: readonly ThreadSpec[]): Promise<Grown> {
  let streams: readonly EventStream<TreeEvent>[] = [];
  const app = await start(supervisor("root", children), {
    listen: (events) => {
      streams = [events.stream(), events.stream()];
    },
  });
  const [one, other] = streams;
  return { app, exits: only("child.exited", one), starts: only("child.started", other) };
}

async function* only(type: TreeEvent["type"], stream: EventStream<TreeEvent> | undefined): AsyncGenerator<Ended> {
  for await (const event of stream ?? []) if (event.type === type) yield event as Ended;
}

async function next(values: AsyncGenerator<Ended>): Promise<Ended> {
  const { value, done } = await values.next();
  if (done) throw new Error("the tree has ended");
  return value;
}

suite("a thread in a tree", { ...LIMIT, concurrency: 2 }, () => {
  test("it is listed as a thread, stops in time and is neither killed nor leaked", async () => {
    const { app } = await grow(doing("waits for its stop"));
    const [info] = app.whichChildren();
    assert.equal(info?.kind, "thread");
    assert.equal(info?.state, "running");
    const { children: [report] = [] } = await app.stop();
    assert.deepEqual(report?.exit, { type: "shutdown" });
    assert.equal(report?.killed, undefined);
    assert.equal(app.leaked, 0);
  });

  test("it failed: a new thread is its next incarnation", async () => {
    const { app, starts } = await grow(doing("is ready when it says so", { ready: "signal" }), doingTwo());
    const begun = [await next(starts), await next(starts), await next(starts)];
    assert.deepEqual(begun.at(-1)?.incarnation, 2);
    assert.deepEqual(begun.at(-1)?.path, "root/two");
    await app.stop();
  });

  test("it does not end in time: its thread is terminated, in an endless loop too", async () => {
    const { app } = await grow(doing("loops without end", { shutdown: "100ms" }));
    const { children: [report] = [] } = await app.stop();
    assert.deepEqual(report?.exit, { type: "killed", by: "shutdown-timeout" });
    assert.equal(report?.killed, true);
    assert.equal(report?.leaked, undefined);
    assert.equal(app.leaked, 0);
  });

  test("brutal: it is terminated without being asked", async () => {
    const { app } = await grow(doing("waits for its stop", { shutdown: "brutal" }));
    const { children: [report] = [] } = await app.stop();
    assert.deepEqual(report?.exit, { type: "killed", by: "brutal" });
  });

  test("it gives no sign of life: it is unresponsive, is terminated, and its policy decides", async () => {
    const stands = doing("stands still", { heartbeat: "1s", shutdown: "100ms", restart: "temporary" });
    const { app, exits } = await grow(stands);
    const { exit } = await next(exits);
    assert.deepEqual(exit, { type: "unresponsive", after: 1_000 });
    await app.stop();
  });

  test("it gives no sign of life while it is stopped, though it has no limit: it is terminated all the same", async () => {
    const { app } = await grow(doing("loops without end", { heartbeat: "1s", shutdown: Infinity }));
    const { children: [report] = [] } = await app.stop();
    assert.deepEqual(report?.exit, { type: "unresponsive", after: 1_000 });
  });

  test("ctx.heartbeat is a sign of life also while its loop does not turn", async () => {
    const busy = doing("takes long, but says that it lives", { heartbeat: "2s", restart: "temporary" });
    const { app, exits } = await grow(busy);
    const { exit } = await next(exits);
    assert.deepEqual(exit, { type: "shutdown", info: "done" });
    await app.stop();
  });

  test("it wants the tree down, and it goes", async () => {
    const { app } = await grow(doing("wants the tree down"));
    assert.deepEqual(await app.exit, { type: "shutdown" });
  });

  test("a module that cannot be imported fails the start of the tree, and the message says where and why", async () => {
    const error = await refusalOf(() => start(supervisor("root", [thread("broken", inline("throw new Error('not today')"))])));
    assert.equal(error.code, "START_FAILED");
    assert.match(error.message, /root\/broken failed: CoppiceError: root\/broken: its module data:.*: Error: not today/);
  });

  test("a module that loops at import is terminated once its startTimeout is over", async () => {
    const endless = thread("endless", inline("for (;;);"), {
      startTimeout: "1s",
      shutdown: "10ms",
      onStartFailure: "policy",
      restart: "temporary",
    });
    const starting = start(supervisor("root", [endless]), {
      listen: (events) => events.subscribe(({ type, ...event }) => void (type === "child.exited" && exits.push(event))),
    });
    const exits: unknown[] = [];
    await (await starting).stop();
    const [{ exit } = {}] = exits as { exit?: Parameters<typeof describeExit>[0] }[];
    assert.equal(exit && describeExit(exit), "was not ready within 1000 ms");
  });

  test("out of memory in one thread leaves its siblings alone", async () => {
    const full = thread("full", fixture("many.ts"), { args: { deed: "fills its heap" }, maxHeapMb: 32, restart: "temporary" });
    const { app, exits } = await grow(doing("waits for its stop"), full);
    const { exit, path } = await next(exits);
    assert.deepEqual([path, exit], ["root/full", { type: "out-of-memory", limitMb: 32 }]);
    assert.equal(app.whichChildren()[0]?.state, "running");
    await app.stop();
  });

  test("stray errors of two threads are charged to each", async () => {
    const astray = (id: string): ReturnType<typeof thread> =>
      thread(id, fixture("many.ts"), { args: { deed: "fails where nobody awaits it" }, restart: "temporary" });
    const { app, exits } = await grow(astray("a"), astray("b"));
    const both = [await next(exits), await next(exits)];
    for (const { exit } of both) assert.equal(errorOf(exit).message, "astray");
    const paths = both.map(({ path }) => path);
    assert.deepEqual(paths.toSorted(), ["root/a", "root/b"]);
    await app.stop();
  });
});

function doingTwo(): ReturnType<typeof thread> {
  const source = `export default async ({ incarnation, signal }) => {
    if (incarnation === 1) throw new Error("once");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  };`;
  return thread("two", inline(source), { restart: "transient" });
}
