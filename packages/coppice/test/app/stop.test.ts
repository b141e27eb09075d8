import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { type App, service, start, supervisor, task } from "../../src/index.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { forever, noted, puppet, untilStopped } from "./children.ts";

test("stop: answers how each child went down, once all is down", async () => {
  const runtime = virtualRuntime();
  const log: string[] = [];
  const lingering = task("lingering", async (ctx) => {
    await untilStopped(ctx);
    await new Promise<void>((resolve) => void runtime.after(1_500, resolve));
  });
  const app = await start(
    supervisor("shop", {}, [
      service("db", noted(log, "db")),
      supervisor("web", {}, [lingering, task("stuck", forever, { shutdown: "2s" })]),
    ]),
    { runtime },
  );
  const stopping = app.stop();
  await runtime.advance("3500ms");
  const report = await stopping;
  const killed = { type: "killed", by: "shutdown-timeout", leaked: true } as const;
  assert.deepEqual(report, {
    id: "shop",
    path: "shop",
    exit: { type: "shutdown" },
    took: 3_500,
    children: [
      { id: "db", path: "shop/db", exit: { type: "shutdown" }, took: 0 },
      {
        id: "web",
        path: "shop/web",
        exit: { type: "shutdown" },
        took: 3_500,
        children: [
          { id: "lingering", path: "shop/web/lingering", exit: { type: "shutdown" }, took: 1_500 },
          { id: "stuck", path: "shop/web/stuck", exit: killed, took: 2_000, killed: true, leaked: true },
        ],
      },
    ],
  });
  assert.deepEqual(log, ["start db", "stop db"]);
  assert.deepEqual(await app.exit, { type: "shutdown" });
  assert.equal(app.leaked, 1);
});

test("stop: twice, at once and afterwards, answers the same", async () => {
  const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime: virtualRuntime() });
  const [one, other] = await Promise.all([app.stop(), app.stop()]);
  assert.deepEqual(one, other);
  assert.deepEqual(await app.stop(), one);
});

test("stop: of a tree that ended by itself, answers how it did", async () => {
  const runtime = virtualRuntime();
  const a = puppet();
  const app = await start(supervisor("shop", { intensity: { restarts: 0, within: "5s" } }, [task("a", a.run)]), { runtime });
  app.subscribe(() => undefined);
  a.fail(new Error("boom"));
  const exit = await app.exit;
  assert.equal(exit.type, "gave-up");
  const report = await app.stop();
  assert.deepEqual([report.exit, report.took, report.killed], [exit, 0, undefined]);
});

test("stop: at its deadline kills all that is left", async () => {
  const runtime = virtualRuntime();
  const stuck = { shutdown: Number.POSITIVE_INFINITY };
  const app = await start(
    supervisor("shop", {}, [task("first", forever, stuck), supervisor("web", {}, [task("second", forever, stuck)])]),
    { runtime },
  );
  const stopping = app.stop({ deadline: "4s" });
  await runtime.advance("3999ms");
  assert.equal(app.info().state, "stopping");
  await runtime.advance("1ms");
  const report = await stopping;
  assert.deepEqual([report.exit, report.killed, report.took], [{ type: "killed", by: "deadline" }, true, 4_000]);
  const byDeadline = { type: "killed", by: "deadline", leaked: true };
  assert.deepEqual([report.children?.[0]?.exit, report.children?.[1]?.children?.[0]?.exit], [byDeadline, byDeadline]);
  assert.equal(runtime.pending, 0);
});

test("stop: a deadline that is not needed leaves no timer and no trace", async () => {
  const runtime = virtualRuntime();
  const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime });
  const report = await app.stop({ deadline: "4s" });
  assert.deepEqual([report.exit, report.killed, runtime.pending], [{ type: "shutdown" }, undefined, 0]);
});

test("stop: of a tree that is down at once leaves no timer either", async () => {
  const runtime = virtualRuntime();
  const app = await start(supervisor("shop"), { runtime });
  const report = await app.stop({ deadline: "4s" });
  assert.deepEqual(
    [report, runtime.pending],
    [{ id: "shop", path: "shop", exit: { type: "shutdown" }, took: 0, children: [] }, 0],
  );
});

for (const [name, first, second] of [
  ["a shorter deadline, asked later, holds", "10s", "1s"],
  ["a longer deadline, asked later, changes nothing", "1s", "10s"],
] as const) {
  test(`stop: ${name}`, async () => {
    const runtime = virtualRuntime();
    const app = await start(supervisor("shop", {}, [task("a", forever, { shutdown: "1m" })]), { runtime });
    const stops = [app.stop({ deadline: first }), app.stop({ deadline: second })];
    await runtime.advance("1s");
    const [one, other] = await Promise.all(stops);
    assert.deepEqual(one, other);
    assert.equal(one?.took, 1_000);
  });
}

test("stop: the root's own shutdown bounds every stop, a child's shutdownTree too", async () => {
  const runtime = virtualRuntime();
  const quits = task(
    "quits",
    async (ctx) => {
      await ctx.sleep("1s");
      ctx.shutdownTree();
      await forever();
    },
    { shutdown: "1m" },
  );
  const app = await start(supervisor("shop", { shutdown: "2s" }, [quits]), { runtime });
  await runtime.advance("3s");
  assert.deepEqual(await app.exit, { type: "killed", by: "deadline" });
});

for (const deadline of ["4 parsecs", -1, Number.NaN, "", {}]) {
  test(`stop: the deadline ${JSON.stringify(deadline)} is refused, and the tree goes on`, async () => {
    const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime: virtualRuntime() });
    await assert.rejects(app.stop({ deadline: deadline as never }), {
      code: "BAD_DURATION",
      message: /^stop\(\{ deadline \}\) is /,
    });
    assert.equal(app.info().state, "running");
    await app.stop({ deadline: Number.POSITIVE_INFINITY });
  });
}

/** Runs a tree with a child that calls a function at one moment of its life, and answers what came of it. */
async function calledInside(
  moment: "run" | "shutdown hook" | "defer" | "bound",
  call: (app: App) => Promise<unknown>,
): Promise<unknown> {
  const runtime = virtualRuntime();
  const outcome = Promise.withResolvers<unknown>();
  const trigger = Promise.withResolvers<App>();
  const bound: (() => unknown)[] = [];
  const settle = async (): Promise<void> => {
    const app = await trigger.promise;
    outcome.resolve(await call(app).catch((error: unknown) => error));
  };
  const inner = task("inner", (ctx) => {
    if (moment === "defer") ctx.defer(settle);
    bound.push(ctx.bind(settle));
    return {
      run: async () => (await (moment === "run" ? settle() : undefined), await untilStopped(ctx)),
      shutdown: () => (moment === "shutdown hook" ? settle() : undefined),
    };
  });
  const app = await start(supervisor("shop", {}, [task("other", untilStopped), supervisor("web", {}, [inner])]), { runtime });
  trigger.resolve(app);
  if (moment === "bound") bound[0]?.();
  else if (moment !== "run") await app.child("web").stopChild("inner");
  const result = await outcome.promise;
  assert.equal(app.info().state, "running");
  await app.stop();
  return result;
}

for (const moment of ["run", "shutdown hook", "defer", "bound"] as const) {
  test(`stop: awaited inside the tree (${moment}), rejects with WOULD_DEADLOCK, and the tree goes on`, async () => {
    const error = await calledInside(moment, (app) => app.stop());
    assert.deepEqual((error as { code?: string }).code, "WOULD_DEADLOCK");
    assert.match(String(error), /call ctx\.shutdownTree\(\)/);
  });
}

for (const command of ["stopChild", "restartChild"] as const) {
  test(`${command}: of oneself, and of a supervisor one lives in, rejects with WOULD_DEADLOCK`, async () => {
    const codes = await calledInside("run", async (app) => {
      const asked = [app.lookup("web")[command]("inner"), app[command]("web")];
      const results = await Promise.allSettled(asked);
      return results.map((result) => (result.status === "rejected" ? (result.reason as { code: string }).code : "done"));
    });
    assert.deepEqual(codes, ["WOULD_DEADLOCK", "WOULD_DEADLOCK"]);
  });
}

test("stopChild: a child may stop a sibling", async () => {
  assert.deepEqual(await calledInside("run", (app) => app.stopChild("other")), { type: "shutdown" });
});

test("stop: a child may stop another tree, though the two roots have one name", async () => {
  const runtime = virtualRuntime();
  const theirs = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime });
  const stops = task("a", async (ctx) => (await theirs.stop(), await untilStopped(ctx)));
  const ours = await start(supervisor("shop", {}, [stops]), { runtime });
  assert.deepEqual(await theirs.exit, { type: "shutdown" });
  assert.equal(ours.child("a").info().state, "running");
  await ours.stop();
});

test("a root that gives up takes no longer to end than its own shutdown says", async () => {
  const runtime = virtualRuntime();
  const fails = task("fails", async (ctx) => {
    await ctx.sleep("1s");
    throw new Error("boom");
  });
  const options = { shutdown: "2s", intensity: { restarts: 0, within: "5s" } } as const;
  const app = await start(supervisor("shop", options, [task("stuck", forever, { shutdown: Infinity }), fails]), { runtime });
  await runtime.advance("3s");
  assert.equal((await app.exit).type, "gave-up");
  const { took, children } = await app.stop();
  assert.equal(took, 2_000);
  assert.deepEqual(children?.[0]?.exit, { type: "killed", by: "deadline", leaked: true });
});

test("await using: what it calls on leaving the block stops the tree", async () => {
  const log: string[] = [];
  const app = await start(supervisor("shop", {}, [service("db", noted(log, "db"))]), { runtime: virtualRuntime() });
  // The syntax itself is not in Node 22.
  assert.equal(await app[Symbol.asyncDispose](), undefined);
  assert.deepEqual(log, ["start db", "stop db"]);
  await app[Symbol.asyncDispose]();
});

test("exit: resolves with shutdown when a child shuts the tree down", async () => {
  const runtime = virtualRuntime();
  const quits = task("quits", async (ctx) => (await ctx.sleep("1s"), ctx.shutdownTree(), await untilStopped(ctx)));
  const app = await start(supervisor("shop", {}, [quits]), { runtime });
  await runtime.advance("1s");
  assert.deepEqual(await app.exit, { type: "shutdown" });
});

/** Has a root give up, and answers what was written to stderr. */
async function linesWhenGivenUp(listening: (app: App) => void): Promise<readonly string[]> {
  const lines: string[] = [];
  const a = puppet();
  const app = await start(supervisor("shop", { intensity: { restarts: 0, within: "5s" } }, [task("a", a.run)]), {
    runtime: virtualRuntime(),
  });
  listening(app);
  const write = mock.method(process.stderr, "write", (line: string) => lines.push(line) > 0);
  try {
    a.end();
    await app.exit;
  } finally {
    write.mock.restore();
  }
  return lines;
}

test("a root that gives up while nobody listens says so in one line on stderr, with what would help", async () => {
  const lines = await linesWhenGivenUp(() => undefined);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /^coppice: shop gave up \(intensity\): shop\/a ended well; .*restart: "transient".*\n$/);
});

test("a root that gives up while somebody listens prints nothing", async () => {
  assert.deepEqual(await linesWhenGivenUp((app) => void app.subscribe(() => undefined, { severity: "error" })), []);
});

test("a start that fails, and a tree that is stopped, print nothing", async () => {
  const lines: string[] = [];
  const write = mock.method(process.stderr, "write", (line: string) => lines.push(line) > 0);
  try {
    const bad = service("bad", () => ({ start: () => Promise.reject(new Error("boom")), stop: () => undefined }));
    await start(supervisor("shop", {}, [bad]), { runtime: virtualRuntime() }).catch(() => undefined);
    const spent = { onStartFailure: "policy", budget: { restarts: 0, within: "1m" } } as const;
    const givesUp = service("bad", () => ({ start: () => Promise.reject(new Error("boom")), stop: () => undefined }), spent);
    await start(supervisor("shop", {}, [givesUp]), { runtime: virtualRuntime() }).catch(() => undefined);
    const app = await start(supervisor("shop", {}, []), { runtime: virtualRuntime() });
    await app.stop();
  } finally {
    write.mock.restore();
  }
  assert.deepEqual(lines, []);
});
