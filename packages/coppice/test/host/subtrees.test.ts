import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import {
  fromModule,
  isAbnormal,
  type Isolation,
  type Json,
  module,
  type ModuleOptions,
  printTree,
  program,
  type Spec,
  start,
  supervisor,
  task,
} from "coppice";
import { fixture, inline } from "../kind/thread/lone-thread.ts";
import { errorOf } from "../support/exits.ts";
import { HeardTree, reportAt } from "../support/heard-tree.ts";
import { idle } from "../support/puppet.ts";
import { refusalOf, refused } from "../support/refusal.ts";

/** How long a test may take on a machine that has much else to do: each starts threads or processes. */
const LIMIT = { timeout: 240_000 };

const KINDS: Readonly<Record<Isolation, string>> = { loop: "worker", thread: "thread", process: "program" };

// What a test that failed has left.
after(() => HeardTree.clear());

/** A tree from a module, wherever it runs; where signs of life are waited for, long. */
function tree(isolation: Isolation, url: URL | string, options: object = {}, args: Json = null): Spec {
  const patience = isolation === "loop" ? {} : { heartbeat: "30s" };
  const said = { startTimeout: Infinity, ...patience, ...options, isolation, args } as unknown as ModuleOptions;
  return fromModule("sub", module(url), said);
}

for (const isolation of ["loop", "thread", "process"] as const) {
  /** A tree of the fixtures, by its name there. */
  const mount = (name: string, options: object = {}): Spec => tree(isolation, fixture("subtree.ts"), options, { tree: name });

  suite(`a module that exports a supervisor, isolation: "${isolation}"`, { ...LIMIT, concurrency: 2 }, () => {
    test("shows all of its tree in that of its supervisor, and counts as a supervisor", async () => {
      const { app } = await HeardTree.of(mount("of all sorts"), task("two", idle));
      assert.equal(
        printTree(app).replaceAll(/ +/g, " "),
        `root supervisor running
├─ sub ${KINDS[isolation]} running
│ ├─ one task running
│ ├─ deep supervisor running
│ │ └─ low task running
│ └─ pool supervisor running
└─ two task running`,
      );
      assert.deepEqual(app.countChildren(), { specs: 2, active: 2, supervisors: 1, workers: 1 });
      assert.deepEqual(app.lookup("sub").countChildren(), { specs: 3, active: 3, supervisors: 2, workers: 1 });
      assert.equal(app.whichChild("sub").mount, true);
      assert.equal(app.lookup("sub/deep/low").info().path, "root/sub/deep/low");
      assert.equal(app.lookup("sub").getSpec("one").kind.name, "task");
      await app.stop();
    });

    test("may export the spec itself, and is grown anew from it for each life", async () => {
      const { app } = await HeardTree.of(tree(isolation, fixture("plain-tree.ts")));
      assert.equal(app.lookup("sub/deep/low").info().incarnation, 1);
      await app.lookup("sub").stopChild("one");
      await app.stopChild("sub");
      assert.throws(() => app.lookup("sub/one").info(), { code: "NOT_RUNNING" });
      assert.equal((await app.restartChild("sub")).incarnation, 2);
      assert.deepEqual([app.lookup("sub/one").info().state, app.lookup("sub/one").info().incarnation], ["running", 1]);
      await app.stop();
    });

    test("takes commands, with the answers and refusals of any supervisor", async () => {
      const grown = await HeardTree.of(mount("of all sorts"));
      const { app } = grown;
      assert.deepEqual(await app.lookup("sub").stopChild("one"), { type: "shutdown" });
      assert.equal((await app.lookup("sub").restartChild("one")).incarnation, 2);
      await refused(() => app.lookup("sub").deleteChild("one"), "RUNNING", /^root\/sub\/one is running/);
      await app.lookup("sub/deep").stopChild("low");
      await app.lookup("sub/deep").deleteChild("low");
      assert.deepEqual(app.lookup("sub/deep").whichChildren(), []);
      const made = await app.lookup("sub/pool").startChild("x" as never);
      assert.equal(made.path, "root/sub/pool/member-1");
      await grown.next("child.started", "root/sub/pool/member-1");
      assert.throws(() => app.lookup("sub").whichChild("nobody"), { code: "NOT_FOUND", message: /it has one, deep, pool/ });
      await app.stop();
    });

    test("refuses what can be no id, and goes on", async () => {
      const { app } = await HeardTree.of(mount("of all sorts"));
      const long = "x".repeat(100_000);
      const pool = app.lookup("sub/pool") as unknown as { startChild(args: string, options: object): Promise<unknown> };
      for (const id of [long, 5, "a/b"]) {
        await refused(() => pool.startChild("x", { id }), "BAD_ID", /^startChild\(args, options\)/);
      }
      for (const command of ["stopChild", "restartChild", "deleteChild", "reviveChild"] as const) {
        await refused(() => app.lookup("sub")[command](long), "BAD_ID", /: expected the id of a child/);
      }
      assert.deepEqual([app.whichChild("sub").state, app.whichChild("sub").incarnation], ["running", 1]);
      await app.stop();
    });

    test("is stopped in order, within the time of its children, and how each went down is in the report", async () => {
      const grown = await HeardTree.of(mount("of all sorts"));
      const report = await grown.app.stop();
      assert.deepEqual(reportAt(report, "sub")?.exit, { type: "shutdown" });
      assert.deepEqual(
        reportAt(report, "sub")?.children?.map(({ id, path, exit }) => [id, path, exit?.type]),
        [
          ["one", "root/sub/one", "shutdown"],
          ["deep", "root/sub/deep", "shutdown"],
          ["pool", "root/sub/pool", "shutdown"],
        ],
      );
      await grown.next("supervisor.stopped", "root/sub");
      const order = grown.heard.filter(({ type }) => type === "child.exited").map(({ path }) => path);
      assert.deepEqual(order, ["root/sub/pool", "root/sub/deep/low", "root/sub/deep", "root/sub/one"]);
    });

    test("takes as long to end as its children need, and no longer than its own spec allows", async () => {
      const patient = await start(supervisor("root", { defaults: { shutdown: "100ms" } }, [mount("that is slow to end")]));
      assert.deepEqual(reportAt(await patient.stop(), "sub")?.exit, { type: "shutdown" });
      const hasty = await start(supervisor("root", [mount("that is slow to end", { shutdown: "50ms" })]));
      const report = reportAt(await hasty.stop(), "sub");
      assert.deepEqual(report?.exit?.type === "killed" && report.exit.by, "shutdown-timeout");
      assert.deepEqual(
        report?.children?.map(({ path }) => path),
        ["root/sub/slow"],
      );
    });

    test("gives up as a supervisor does: its exit has the cause, and its supervisor decides", async () => {
      const grown = await HeardTree.of(mount("that gives up", { restart: "temporary" }));
      const { exit } = await grown.next("child.exited", "root/sub");
      const { type, why, cause } = exit as { type: string; why: string; cause: { path: string; exit: unknown } };
      assert.deepEqual([type, why, cause.path, errorOf(cause.exit).message], ["gave-up", "intensity", "root/sub/bad", "no luck"]);
      await grown.app.stop();
    });

    test("one that cannot start fails the start of the tree, which names the paths down to the first cause", async () => {
      const error = await refusalOf(() => start(supervisor("root", [mount("that cannot start")])));
      assert.equal(error.code, "START_FAILED");
      assert.deepEqual(error.details["paths"], ["root", "root/sub", "root/sub/deep", "root/sub/deep/two"]);
    });

    test("a child below it that wants the tree down brings down all of it", async () => {
      const { app } = await HeardTree.of(task("two", idle), mount("that wants all down"));
      assert.deepEqual(await app.exit, { type: "shutdown" });
    });

    test("may have another one inside, and what is below that is there, too", async () => {
      const { app } = await HeardTree.of(mount("with another inside"));
      assert.equal(app.lookup("sub/inner/deep/low").info().state, "running");
      assert.deepEqual(await app.lookup("sub/inner/deep").stopChild("low"), { type: "shutdown" });
      const report = await app.stop();
      assert.deepEqual(reportAt(report, "sub", "inner", "one")?.exit, { type: "shutdown" });
    });

    const supervised = `import { supervisor, task } from ${JSON.stringify(import.meta.resolve("coppice"))};`;
    for (const [what, source, code] of [
      ["a promise of a supervisor from its function", "export default async () => supervisor('late');", "BAD_MODULE"],
      [
        "a supervisor whose options do not go together",
        "export default () => supervisor('odd').withChild(task('a', async () => {}, { significant: true, restart: 'transient' }));",
        "BAD_COMBINATION",
      ],
    ] as const) {
      test(`${what} fails`, async () => {
        const odd = tree(isolation, inline(supervised + source), { onStartFailure: "policy", restart: "temporary" });
        const grown = await HeardTree.of(odd);
        assert.equal(errorOf((await grown.next("child.exited", "root/sub")).exit).code, code);
        await grown.app.stop();
      });
    }
  });
}

suite("a tree in a process", { ...LIMIT, concurrency: 2 }, () => {
  const sub = program("sub", module<typeof import("../kind/thread/fixtures/plain-tree.ts")>(fixture("plain-tree.ts")), {
    heartbeat: "30s",
    startTimeout: Infinity,
  });

  test("that is killed from outside ends with all that was below it, and grows back", async () => {
    const grown = await HeardTree.of(sub);
    const { app } = grown;
    const { pid } = app.use(sub);
    process.kill(pid, "SIGKILL");
    const { exit } = await grown.next("child.exited", "root/sub");
    assert.deepEqual(exit, { type: "exited", code: null, signal: "SIGKILL" });
    assert.ok(isAbnormal(exit as never));
    await grown.next("child.started", "root/sub");
    assert.notEqual(app.use(sub).pid, pid);
    assert.deepEqual(
      [app.whichChild("sub").incarnation, app.lookup("sub/deep/low").info().state, app.lookup("sub/deep/low").info().incarnation],
      [2, "running", 1],
    );
    await app.stop();
  });

  test("that is killed under a command: the command settles with NOT_RUNNING", async () => {
    const stuck = tree("process", fixture("subtree.ts"), { restart: "temporary" }, { tree: "that gets stuck" });
    const { app } = await HeardTree.of(stuck);
    const stopping = refusalOf(() => app.lookup("sub").stopChild("stuck"));
    process.kill((app.use(stuck) as { readonly pid: number }).pid, "SIGKILL");
    assert.equal((await stopping).code, "NOT_RUNNING");
    await app.stop();
  });
});

suite("a tree in the loop", LIMIT, () => {
  test("is part of the tree's limits, and finds by spec what is in it, and nothing of its siblings'", async () => {
    const source = `import { service, supervisor, task } from ${JSON.stringify(import.meta.resolve("coppice"))};
      const mortal = { restart: "temporary", onStartFailure: "policy" };
      const db = service("db", () => ({ start() {}, stop() {}, name: "the database" }));
      const user = task("user", async (ctx) => ctx.shutdown(ctx.use(db).name), mortal);
      const stranger = task("stranger", async (ctx) => ctx.use({ ...db, id: "elsewhere" }), mortal);
      export default supervisor("found", [db, user, stranger]);`;
    const grown = await HeardTree.of(tree("loop", inline(source)));
    assert.deepEqual((await grown.next("child.exited", "root/sub/user")).exit, { type: "shutdown", info: "the database" });
    const strangers =
      grown.heard.find(({ type, path }) => type === "child.exited" && path === "root/sub/stranger") ??
      (await grown.next("child.exited", "root/sub/stranger"));
    assert.equal(errorOf((strangers as { readonly exit?: unknown }).exit).code, "UNSUPPORTED");
    await grown.app.stop();
    const error = await refusalOf(() =>
      start(supervisor("root", [tree("loop", fixture("plain-tree.ts"))]), { limits: { children: 2 } }),
    );
    assert.equal(error.code, "START_FAILED");
    assert.equal((error.cause as { readonly code?: string }).code ?? "", "MAX_CHILDREN");
  });
});
