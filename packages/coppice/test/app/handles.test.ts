import assert from "node:assert/strict";
import { test } from "node:test";
import { type App, dynamicSupervisor, IGNORE, start, supervisor, task } from "../../src/index.ts";
import { type VirtualRuntime, virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { broken, forever, puppet, untilStopped } from "./children.ts";

const shop = supervisor("shop", {}, [
  task("db", untilStopped),
  supervisor("web", { strategy: "one-for-all" }, [
    task("http", untilStopped),
    supervisor("sockets", {}, [task("hub", untilStopped, { restart: "transient" })]),
  ]),
  dynamicSupervisor("jobs", {
    template: (name: string) => task("job", async (ctx) => void (name.length > 0 && (await untilStopped(ctx)))),
  }),
]);

async function running(runtime: VirtualRuntime = virtualRuntime()): Promise<App<typeof shop>> {
  return await start(shop, { runtime });
}

test("child: a handle at any depth says how the child is", async () => {
  const app = await running();
  const hub = app.child("web/sockets/hub");
  assert.deepEqual([hub.id, hub.path], ["hub", "shop/web/sockets/hub"]);
  assert.deepEqual(hub.info(), {
    id: "hub",
    path: "shop/web/sockets/hub",
    kind: "task",
    restart: "transient",
    state: "running",
    incarnation: 1,
    restarts: 0,
    since: 0,
  });
});

test("child: paths are relative to the handle", async () => {
  const app = await running();
  const web = app.child("web");
  assert.equal(web.child("sockets/hub").path, "shop/web/sockets/hub");
  assert.equal(web.child("sockets").child("hub").info().state, "running");
  assert.equal(web.lookup("sockets").lookup("hub").info().id, "hub");
});

test("whichChildren, whichChild, countChildren and getSpec answer for a supervisor at any depth", async () => {
  const app = await running();
  assert.deepEqual(
    app.whichChildren().map(({ id, kind, state }) => [id, kind, state]),
    [
      ["db", "task", "running"],
      ["web", "supervisor", "running"],
      ["jobs", "supervisor", "running"],
    ],
  );
  const web = app.child("web");
  assert.equal(web.whichChild("http").path, "shop/web/http");
  assert.deepEqual(web.countChildren(), { specs: 2, active: 2, supervisors: 1, workers: 1 });
  assert.equal(app.getSpec("web"), shop.body.children[1]);
  assert.equal(app.child("web/sockets").getSpec("hub").id, "hub");
});

test("a handle stays good when the supervisor that it leads to is restarted", async () => {
  const runtime = virtualRuntime();
  const a = puppet();
  const spec = supervisor("shop", {}, [supervisor("web", { intensity: { restarts: 0, within: "5s" } }, [task("a", a.run)])]);
  const app = await start(spec, { runtime });
  const web = app.child("web");
  const handle = web.child("a");
  a.fail(new Error("boom"));
  await runtime.settle();
  assert.deepEqual([web.info().incarnation, handle.info().incarnation, web.whichChildren().length], [2, 1, 1]);
  await web.stopChild("a");
  assert.equal(handle.info().state, "stopped");
});

test("a supervisor that is down answers NOT_RUNNING for all below it, and answers again once it is up", async () => {
  const app = await running();
  const web = app.child("web");
  await app.stopChild("web");
  const expected = { code: "NOT_RUNNING", message: /^the supervisor shop\/web is stopped: / };
  assert.throws(() => web.whichChildren(), expected);
  assert.throws(() => web.child("http").info(), expected);
  assert.throws(() => app.child("web/sockets/hub").info(), expected);
  await assert.rejects(web.startChild(task("more", untilStopped)), expected);
  assert.equal(web.info().state, "stopped");
  await app.restartChild("web");
  assert.equal(web.child("http").info().state, "running");
});

test("an id that is not there is NOT_FOUND, and the message lists those that are", async () => {
  const app = await running();
  const expected = { code: "NOT_FOUND", message: 'shop has no child "htpp": it has db, web, jobs' };
  assert.throws(() => app.lookup("htpp").info(), expected);
  assert.throws(() => app.lookup("htpp/more").info(), expected);
  assert.throws(() => app.whichChild("htpp"), expected);
  assert.throws(() => app.getSpec("htpp"), expected);
  assert.throws(() => app.lookup("web/sockets").whichChild("x"), { message: 'shop/web/sockets has no child "x": it has hub' });
  assert.throws(() => app.child("jobs").whichChild("x"), { message: 'shop/jobs has no child "x": it has no children now' });
  for (const command of ["stopChild", "restartChild", "deleteChild", "reviveChild"] as const) {
    await assert.rejects(app[command]("htpp"), { code: "NOT_FOUND" });
  }
});

test("of very many children, a message lists the first twenty", async () => {
  const many = Array.from({ length: 30 }, (_, index) => task(`t${index}`, untilStopped));
  const app = await start(supervisor("shop", {}, many), { runtime: virtualRuntime() });
  assert.throws(() => app.whichChild("x"), { message: /it has t0, .*, t19, and 10 more$/ });
});

test("NOT_FOUND among very many children names none: it costs no look at each", async () => {
  const app = await start(
    supervisor(
      "crowd",
      {},
      Array.from({ length: 1_001 }, (_, index) => task(`t${index}`, untilStopped)),
    ),
    {
      runtime: virtualRuntime(),
    },
  );
  assert.throws(() => app.whichChild("x"), { code: "NOT_FOUND", message: 'crowd has no child "x": it has 1001 others' });
  await app.stop();
});

test("a child of another kind has no children: NOT_A_SUPERVISOR, up or down", async () => {
  const app = await running();
  const expected = { code: "NOT_A_SUPERVISOR", message: "shop/db is a task, with no children below it: shop is its supervisor" };
  assert.throws(() => app.lookup("db").whichChildren(), expected);
  assert.throws(() => app.lookup("db/more").info(), expected);
  await assert.rejects(app.lookup("db").startChild(task("a", untilStopped)), expected);
  await app.stopChild("db");
  assert.throws(() => app.lookup("db").whichChildren(), expected);
});

for (const path of ["", "/", "web/", "/web", "web//http", 42, undefined, null]) {
  test(`a path that is none is refused: ${JSON.stringify(path)}`, async () => {
    const app = await running();
    assert.throws(() => app.lookup(path as never), {
      code: "BAD_ID",
      message: /is no path below shop: expected ids joined with "\/"/,
    });
  });
}

test("startChild: answers the handle of a child that is ready", async () => {
  const runtime = virtualRuntime();
  const app = await running(runtime);
  const slow = task("slow", async (ctx) => (await ctx.sleep("1s"), ctx.ready(), await untilStopped(ctx)), { ready: "signal" });
  const starting = app.child("web/sockets").startChild(slow);
  await runtime.advance("999ms");
  assert.equal(app.lookup("web/sockets/slow").info().state, "starting");
  await runtime.advance("1ms");
  const handle = await starting;
  assert.deepEqual([handle.path, handle.info().state], ["shop/web/sockets/slow", "running"]);
});

test("startChild: a child that answers ignore is kept, stopped", async () => {
  const app = await running();
  const handle = await app.startChild(task("nothing", () => IGNORE));
  assert.equal(handle.info().state, "stopped");
});

test("startChild: a failed start rejects with START_FAILED and its cause, and leaves nothing", async () => {
  const app = await running();
  await assert.rejects(app.startChild(task("bad", broken, { ready: "signal" })), (error: Error & { code?: string }) => {
    assert.equal(error.code, "START_FAILED");
    assert.equal(error.message, "shop/bad did not start: it failed: Error: boom");
    assert.equal((error.cause as Error).message, "boom");
    return true;
  });
  assert.throws(() => app.whichChild("bad"), { code: "NOT_FOUND" });
});

test("startChild: an id that is there is refused, by what it does", async () => {
  const app = await running();
  await assert.rejects(app.startChild(task("db", untilStopped)), { code: "ALREADY_STARTED" });
  await app.stopChild("db");
  await assert.rejects(app.startChild(task("db", untilStopped)), { code: "ALREADY_PRESENT" });
});

test("startChild: what is no spec is refused, with what is one", async () => {
  const app = await running();
  for (const wrong of [undefined, null, {}, "db", untilStopped, { id: "x" }, { id: "x", kind: {} }]) {
    await assert.rejects(app.startChild(wrong as never), {
      code: "BAD_SPEC",
      message: /^shop: the spec is .*: expected a spec, what task/,
    });
  }
});

test("startChild: wrong options are refused before anything is told to the tree, with the whole path", async () => {
  const app = await running();
  const { kind, body } = task("x", untilStopped);
  const foreign = (id: string, options: object): never => ({ id, kind, body, options }) as never;
  const web = app.child("web");
  await assert.rejects(web.startChild(foreign("x", { restart: "sometimes" })), {
    code: "BAD_OPTION",
    message: /^shop\/web\/x: option "restart"/,
  });
  await assert.rejects(web.startChild(foreign("x", { shutdwon: "5s" })), { code: "BAD_OPTION", message: /shutdwon/ });
  await assert.rejects(web.startChild(foreign("x", { shutdown: "5 parsecs" })), { code: "BAD_DURATION" });
  await assert.rejects(web.startChild(foreign("x y", {})), { code: "BAD_ID" });
  await assert.rejects(web.startChild(task("x", untilStopped, { significant: true, restart: "transient" })), {
    code: "BAD_COMBINATION",
  });
  assert.equal(web.countChildren().specs, 2);
});

test("checkSpecs: says what is wrong with further children, and starts nothing", async () => {
  const app = await running();
  const one = task("one", untilStopped);
  assert.equal(app.checkSpecs([one, task("two", untilStopped)]), undefined);
  assert.throws(() => app.checkSpecs([one, one]), { code: "DUPLICATE_ID" });
  assert.throws(() => app.checkSpecs([42 as never]), { code: "BAD_SPEC" });
  const significant = task("one", untilStopped, { significant: true, restart: "transient" });
  assert.throws(() => app.child("web").checkSpecs([significant]), { code: "BAD_COMBINATION", message: /shop\/web/ });
  assert.equal(app.countChildren().specs, 3);
});

test("stopChild, restartChild, deleteChild: a child is stopped, started again and forgotten", async () => {
  const app = await running();
  assert.deepEqual(await app.stopChild("db"), { type: "shutdown" });
  assert.equal(await app.stopChild("db"), undefined);
  assert.equal((await app.restartChild("db")).incarnation, 2);
  await assert.rejects(app.restartChild("db"), { code: "RUNNING" });
  await assert.rejects(app.deleteChild("db"), { code: "RUNNING" });
  await app.stopChild("db");
  await app.deleteChild("db");
  assert.throws(() => app.child("db").info(), { code: "NOT_FOUND" });
});

test("reviveChild: a quarantined child runs again; any other is refused", async () => {
  const runtime = virtualRuntime();
  const a = puppet();
  const parked = { budget: { restarts: 0, within: "1m" }, onExhausted: "quarantine" } as const;
  const app = await start(supervisor("shop", {}, [task("a", a.run, parked)]), { runtime });
  await assert.rejects(app.reviveChild("a"), { code: "NOT_QUARANTINED" });
  a.fail(new Error("boom"));
  await runtime.settle();
  assert.equal(app.child("a").info().state, "quarantined");
  assert.equal((await app.reviveChild("a")).state, "restarting");
  await runtime.settle();
  assert.equal(app.child("a").info().state, "running");
});

test("addSupervisor: a whole subtree joins, and answers by its path", async () => {
  const app = await running();
  const added = await app.child("web").addSupervisor(supervisor("more", {}, [task("one", untilStopped)]));
  assert.deepEqual([added.path, added.child("one").info().state], ["shop/web/more", "running"]);
  await assert.rejects(app.addSupervisor(task("lone", untilStopped)), {
    code: "BAD_SPEC",
    message: /^addSupervisor\(spec\) of shop was given the task "lone": .* wrap it in supervisor\(…\)/,
  });
});

test("dynamic supervisors: instances of the template are numbered, or named by the caller", async () => {
  const app = await running();
  const jobs = app.child("jobs");
  const one = await jobs.startChild("mail");
  const two = await jobs.startChild("print");
  const named = await jobs.startChild("scan", { id: "scanner" });
  assert.deepEqual([one.path, two.path, named.path], ["shop/jobs/job-1", "shop/jobs/job-2", "shop/jobs/scanner"]);
  assert.deepEqual(jobs.countChildren(), { specs: 3, active: 3, supervisors: 0, workers: 3 });
  await assert.rejects(jobs.startChild("scan", { id: "scanner" }), { code: "ALREADY_STARTED" });
});

test("dynamic supervisors: a number that somebody took is passed over, and none is given twice", async () => {
  const app = await running();
  const jobs = app.child("jobs");
  await jobs.startChild("mail", { id: "job-2" });
  assert.equal((await jobs.startChild("a")).id, "job-1");
  await jobs.stopChild("job-1");
  assert.equal((await jobs.startChild("b")).id, "job-3");
});

test("dynamic supervisors: any spec may be started beside the template", async () => {
  const app = await running();
  const own = await app.child("jobs").startChild(task("own", untilStopped));
  assert.equal(own.path, "shop/jobs/own");
});

test("dynamic supervisors: without a template, only a spec will do", async () => {
  const spec = supervisor("shop", {}, [dynamicSupervisor("jobs")]);
  const app = await start(spec, { runtime: virtualRuntime() });
  await assert.rejects(app.lookup("jobs").startChild("mail" as never), { code: "BAD_SPEC" });
  const handle = await app.child("jobs").startChild(task("a", untilStopped));
  assert.equal(handle.path, "shop/jobs/a");
});

test("dynamic supervisors: what the template throws, or makes that is no spec, rejects, and nothing is added", async () => {
  const answers = [
    () => {
      throw new RangeError("no such job");
    },
    () => "job",
  ];
  const spec = supervisor("shop", {}, [dynamicSupervisor("jobs", { template: () => answers.shift()?.() as never })]);
  const app = await start(spec, { runtime: virtualRuntime() });
  const jobs = app.child("jobs");
  await assert.rejects(jobs.startChild(), { name: "RangeError", message: "no such job" });
  await assert.rejects(jobs.startChild(), { code: "BAD_SPEC", message: /^what the template made is 'job': expected a spec/ });
  assert.equal(jobs.countChildren().specs, 0);
});

test("dynamic supervisors: an id that is none is refused", async () => {
  const app = await running();
  await assert.rejects(app.child("jobs").startChild("mail", { id: "a/b" }), { code: "BAD_ID" });
});

test("after the tree has ended every question throws and every command rejects, with NOT_RUNNING", async () => {
  const app = await running();
  const web = app.child("web");
  await app.stop();
  const expected = { code: "NOT_RUNNING", message: /^the tree shop has ended: / };
  for (const handle of [app, web, app.lookup("jobs")]) {
    assert.throws(() => handle.info(), expected);
    assert.throws(() => handle.whichChildren(), expected);
    assert.throws(() => handle.whichChild("http"), expected);
    assert.throws(() => handle.countChildren(), expected);
    assert.throws(() => handle.getSpec("http"), expected);
    const commands = [
      handle.startChild(task("a", untilStopped)),
      handle.addSupervisor(supervisor("s")),
      handle.stopChild("http"),
      handle.restartChild("http"),
      handle.deleteChild("http"),
      handle.reviveChild("http"),
      handle.children("w", 2).spawnBatch(untilStopped),
    ];
    for (const command of commands) await assert.rejects(command, expected);
  }
  await assert.rejects(app.child("jobs").startChild("mail"), expected);
  await assert.rejects(app.child("new").spawn(untilStopped), expected);
});

test("after the tree has ended, exit, stop, snapshot and history still answer", async () => {
  const app = await start(shop, { runtime: virtualRuntime(), history: true });
  await app.stop();
  assert.deepEqual(await app.exit, { type: "shutdown" });
  assert.equal((await app.stop()).id, "shop");
  assert.deepEqual([app.snapshot().state, app.snapshot().exit], ["stopped", { type: "shutdown" }]);
  assert.equal(app.history?.snapshot().events.at(-1)?.type, "supervisor.stopped");
});

test("while the tree stops, questions are answered and commands reject with NOT_RUNNING", async () => {
  const runtime = virtualRuntime();
  const app = await start(supervisor("shop", {}, [task("a", untilStopped), task("stuck", forever)]), { runtime });
  const stopping = app.stop();
  assert.deepEqual([app.info().state, app.child("stuck").info().state], ["stopping", "stopping"]);
  await assert.rejects(app.startChild(task("b", untilStopped)), { code: "NOT_RUNNING" });
  await assert.rejects(app.stopChild("a"), { code: "NOT_RUNNING" });
  await runtime.advance("5s");
  await stopping;
});
