import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { isAbnormal, printTree, type Spec, start, supervisor, task, thread, type ThreadOptions } from "coppice";
import { errorOf } from "../../support/exits.ts";
import { idle } from "../../support/puppet.ts";
import { HeardTree, reportAt } from "../../support/heard-tree.ts";
import { refusalOf, refused } from "../../support/refusal.ts";
import { fixture, inline } from "./lone-thread.ts";

/** How long a test may take on a machine that has much else to do: each starts threads, and some two of them, one inside the other. */
const LIMIT = { timeout: 240_000 };

// What a test that failed has left.
after(() => HeardTree.clear());

/** A thread with a tree of `fixtures/subtree.ts`. */
function mount(tree: string, options: ThreadOptions = {}): Spec {
  return thread("sub", fixture("subtree.ts"), { heartbeat: "30s", startTimeout: Infinity, ...options, args: { tree } });
}

suite("a thread whose module exports a supervisor", { ...LIMIT, concurrency: 2 }, () => {
  test("shows all of its tree in that of its supervisor, and counts as a supervisor", async () => {
    const { app } = await HeardTree.of(mount("of all sorts"), task("two", idle));
    assert.equal(
      printTree(app),
      `root          supervisor  running
├─ sub        thread      running
│  ├─ one     task        running
│  ├─ deep    supervisor  running
│  │  └─ low  task        running
│  └─ pool    supervisor  running
└─ two        task        running`,
    );
    assert.deepEqual(app.countChildren(), { specs: 2, active: 2, supervisors: 1, workers: 1 });
    assert.deepEqual(app.lookup("sub").countChildren(), { specs: 3, active: 3, supervisors: 2, workers: 1 });
    assert.equal(app.whichChild("sub").mount, true);
    assert.deepEqual(
      app
        .lookup("sub/deep")
        .whichChildren()
        .map(({ path, state, incarnation }) => [path, state, incarnation]),
      [["root/sub/deep/low", "running", 1]],
    );
    assert.equal(app.lookup("sub").getSpec("one").kind.name, "task");
    await app.stop();
  });

  test("may export the spec itself, or a function of the context and args that answers it", async () => {
    const { app } = await HeardTree.of(thread("plain", fixture("plain-tree.ts")), mount("of all sorts"));
    assert.deepEqual(
      ["plain", "sub"].map((id) => app.lookup(id).whichChildren().length),
      [2, 3],
    );
    await app.stop();
  });

  test("is stopped in order, and how each went down is in the report", async () => {
    const grown = await HeardTree.of(mount("of all sorts"));
    const report = await grown.app.stop();
    assert.deepEqual(
      reportAt(report, "sub")?.children?.map(({ id, path, exit }) => [id, path, exit?.type]),
      [
        ["one", "root/sub/one", "shutdown"],
        ["deep", "root/sub/deep", "shutdown"],
        ["pool", "root/sub/pool", "shutdown"],
      ],
    );
    assert.deepEqual(reportAt(report, "sub", "deep", "low")?.exit, { type: "shutdown" });
    await grown.next("supervisor.stopped", "root/sub");
    const order = grown.heard.filter(({ type }) => type === "child.exited").map(({ path }) => path);
    assert.deepEqual(order, ["root/sub/pool", "root/sub/deep/low", "root/sub/deep", "root/sub/one"]);
  });

  test("tells what happens below it, numbered as the tree's own events, at the time when it happened", async () => {
    const grown = await HeardTree.of(mount("of stray errors"), task("two", idle));
    const begun = await grown.next("child.started", "root/sub/stray");
    assert.equal(begun.incarnation, 1);
    assert.equal(begun.severity, "info");
    await grown.next("supervisor.started", "root");
    await grown.app.stop();
    await grown.next("supervisor.stopped", "root");
    const { heard } = grown;
    assert.deepEqual(
      heard.map(({ seq }) => seq),
      Array.from(heard, (_, at) => at + 1),
    );
    const below = heard.filter(({ path }) => path.startsWith("root/sub/"));
    assert.ok(below.length > 4);
    const first = heard[0]?.at ?? 0;
    assert.ok(below.every(({ at }) => at >= first && at <= performance.now()));
  });

  test("an error that nobody awaits costs the child there that caused it, and nobody else", async () => {
    const grown = await HeardTree.of(mount("of stray errors"));
    const { exit } = await grown.next("child.exited", "root/sub/stray");
    assert.equal(errorOf(exit).message, "astray");
    assert.equal((exit as { readonly stray?: true }).stray, true);
    await grown.next("child.started", "root/sub/stray");
    const { app } = grown;
    assert.equal(app.lookup("sub/stray").info().incarnation, 2);
    assert.equal(app.lookup("sub/one").info().incarnation, 1);
    assert.equal(app.whichChild("sub").incarnation, 1);
    await app.stop();
  });

  test("an error of nobody's there is its own", async () => {
    const grown = await HeardTree.of(mount("with an error of nobody's", { restart: "temporary" }));
    const { exit } = await grown.next("child.exited", "root/sub");
    assert.equal(errorOf(exit).message, "of nobody");
    const before = grown.heard.filter(({ type }) => type === "child.exited" || type === "child.failing").map(({ path }) => path);
    assert.deepEqual(before, ["root/sub", "root/sub/one", "root/sub"]);
    await grown.app.stop();
  });

  test("gives up as a supervisor does: its exit has the cause, and its supervisor decides", async () => {
    const grown = await HeardTree.of(mount("that gives up", { restart: "temporary" }));
    const { exit } = await grown.next("child.exited", "root/sub");
    const { type, why, cause } = exit as { type: string; why: string; cause: { path: string; exit: unknown } };
    assert.deepEqual([type, why, cause.path, errorOf(cause.exit).message], ["gave-up", "intensity", "root/sub/bad", "no luck"]);
    assert.ok(grown.heard.some((event) => event.type === "supervisor.gave-up" && event.path === "root/sub"));
    await grown.app.stop();
  });

  test("one that cannot start fails the start of the tree, which names the paths down to the first cause", async () => {
    const error = await refusalOf(() => start(supervisor("root", [mount("that cannot start")])));
    assert.equal(error.code, "START_FAILED");
    assert.match(
      error.message,
      /^root did not start: root\/sub did not start: root\/sub\/deep did not start: root\/sub\/deep\/two failed: TypeError: no database$/,
    );
    assert.deepEqual(error.details["paths"], ["root", "root/sub", "root/sub/deep", "root/sub/deep/two"]);
  });

  test("a child below it that wants the tree down brings down all of it", async () => {
    const { app } = await HeardTree.of(task("two", idle), mount("that wants all down"));
    assert.deepEqual(await app.exit, { type: "shutdown" });
  });

  test("may have another one inside, and what is below that is there, too", async () => {
    const grown = await HeardTree.of(mount("with another inside"));
    const { app } = grown;
    assert.equal(app.lookup("sub/inner/deep/low").info().state, "running");
    assert.deepEqual(app.lookup("sub").countChildren(), { specs: 2, active: 2, supervisors: 1, workers: 1 });
    assert.deepEqual(await app.lookup("sub/inner/deep").stopChild("low"), { type: "shutdown" });
    assert.equal(app.lookup("sub/inner/deep/low").info().state, "stopped");
    await grown.next("child.exited", "root/sub/inner/deep/low");
    const made = await app.lookup("sub/inner/pool").startChild("brutal" as never);
    assert.deepEqual([made.path, made.info().kind], ["root/sub/inner/pool/member-1", "task"]);
    const report = await app.stop();
    assert.deepEqual(reportAt(report, "sub", "inner", "one")?.exit, { type: "shutdown" });
    assert.deepEqual(reportAt(report, "sub", "inner", "pool", "member-1")?.exit?.type, "killed");
  });
});

suite("commands below a thread", { ...LIMIT, concurrency: 2 }, () => {
  test("stop, start again, forget and make children there, through the handles of the tree", async () => {
    const { app } = await HeardTree.of(mount("of all sorts"));
    assert.deepEqual(await app.lookup("sub").stopChild("one"), { type: "shutdown" });
    assert.equal(app.lookup("sub/one").info().state, "stopped");
    assert.equal((await app.lookup("sub").restartChild("one")).incarnation, 2);
    await refused(() => app.lookup("sub").deleteChild("one"), "RUNNING", /^root\/sub\/one is running: stopChild\("one"\) first$/);
    await app.lookup("sub/deep").stopChild("low");
    await app.lookup("sub/deep").deleteChild("low");
    assert.deepEqual(app.lookup("sub/deep").whichChildren(), []);
    const made = await app.lookup("sub/pool").startChild("x" as never);
    assert.equal(made.path, "root/sub/pool/member-1");
    await refused(() => app.lookup("sub").startChild(task("late", idle)), "UNSUPPORTED", /functions do not cross/);
    assert.throws(() => app.lookup("sub").whichChild("nobody"), { code: "NOT_FOUND", message: /it has one, deep, pool/ });
    await app.stop();
  });

  test("while it is down what is below it is not running; a thread without a tree has nothing below it", async () => {
    const { app } = await HeardTree.of(
      mount("of all sorts"),
      thread("lone", inline("export default () => new Promise(() => {})")),
    );
    await app.stopChild("sub");
    assert.throws(() => app.lookup("sub/one").info(), { code: "NOT_RUNNING" });
    assert.throws(() => app.lookup("lone/one").info(), { code: "NOT_A_SUPERVISOR" });
    assert.deepEqual(app.countChildren(), { specs: 2, active: 1, supervisors: 1, workers: 1 });
    assert.equal((await app.restartChild("sub")).incarnation, 2);
    assert.equal(app.lookup("sub/one").info().state, "running");
    await app.stop();
  });

  test("settle when its thread is lost under them", async () => {
    const { app } = await HeardTree.of(mount("that gets stuck", { shutdown: "100ms", restart: "temporary" }));
    const stopping = refusalOf(() => app.lookup("sub").stopChild("stuck"));
    await app.stopChild("sub");
    const { code, message } = await stopping;
    assert.equal(code, "NOT_RUNNING");
    assert.match(message, /root\/sub ended, or its link was lost/);
    await app.stop();
  });
});

suite("the end of a thread with a tree", { ...LIMIT, concurrency: 2 }, () => {
  test("takes as long as its children need, whatever the defaults of its supervisor", async () => {
    const app = await start(supervisor("root", { defaults: { shutdown: "100ms" } }, [mount("that is slow to end")]));
    const report = await app.stop();
    assert.deepEqual(reportAt(report, "sub")?.exit, { type: "shutdown" });
    assert.ok((reportAt(report, "sub", "slow")?.took ?? 0) >= 500);
  });

  test("takes no longer than its own spec allows", async () => {
    const { app } = await HeardTree.of(mount("that is slow to end", { shutdown: "50ms" }));
    const sub = reportAt(await app.stop(), "sub");
    assert.deepEqual(sub?.exit, { type: "killed", by: "shutdown-timeout" });
    assert.equal(sub?.killed, true);
    assert.deepEqual(sub?.children, [{ id: "slow", path: "root/sub/slow", took: 0 }]);
  });

  test("is forced when it gives no heartbeat while it is stopped", async () => {
    const { app } = await HeardTree.of(mount("that gets stuck", { heartbeat: "1s" }));
    const sub = reportAt(await app.stop(), "sub");
    assert.deepEqual([sub?.exit, sub?.killed], [{ type: "unresponsive", after: 1_000 }, true]);
  });

  test("without heartbeats to wait for, has its supervisor's time", async () => {
    const app = await start(
      supervisor("root", { defaults: { shutdown: "100ms" } }, [mount("that gets stuck", { heartbeat: false })]),
    );
    assert.deepEqual(reportAt(await app.stop(), "sub")?.exit, { type: "killed", by: "shutdown-timeout" });
  });

  test("is disconnected when it says what is none of the protocol", async () => {
    const source = `import { workerData } from "node:worker_threads";
      export default async ({ signal }) => {
        setImmediate(() => workerData.port.postMessage({ type: "state", leaked: 0, branches: [{ path: 7 }] }));
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      };`;
    const grown = await HeardTree.of(thread("odd", inline(source), { restart: "temporary" }));
    const { exit } = await grown.next("child.exited", "root/odd");
    const { type, reason } = exit as { readonly type: string; readonly reason: string };
    assert.equal(type, "disconnected");
    assert.match(reason, /^it sent .*, which is no message$/);
    assert.ok(isAbnormal(exit as never));
    await grown.app.stop();
  });
});

suite("modules that are no tree", { ...LIMIT, concurrency: 2 }, () => {
  const supervised = `import { supervisor, task } from ${JSON.stringify(import.meta.resolve("coppice"))};`;
  const wrong: readonly (readonly [string, string, string, RegExp])[] = [
    [
      "a promise of a supervisor from its function",
      `${supervised} export default async () => supervisor("late");`,
      "BAD_MODULE",
      /answered a promise of the supervisor "late": expected the supervisor at once\. Leave async out/,
    ],
    [
      "the spec of a task",
      `${supervised} export default task("alone", async () => {});`,
      "BAD_MODULE",
      /Export the function or class that the spec is made of/,
    ],
    [
      "a supervisor whose options do not go together",
      `${supervised} export default supervisor("odd").withChild(task("a", async () => {}, { significant: true, restart: "transient" }));`,
      "BAD_COMBINATION",
      /significant/,
    ],
  ];
  for (const [what, source, code, message] of wrong) {
    test(`${what} fails`, async () => {
      const odd = thread("odd", inline(source), { onStartFailure: "policy", restart: "temporary", startTimeout: Infinity });
      const grown = await HeardTree.of(odd);
      const error = errorOf((await grown.next("child.exited", "root/odd")).exit);
      assert.equal(error.code, code);
      assert.match(error.message, message);
      await grown.app.stop();
    });
  }
});
