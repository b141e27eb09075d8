import assert from "node:assert/strict";
import { test } from "node:test";
import { service, supervisor, task } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

const nothing = (): undefined => undefined;

test("airssys A4 · supervisors under supervisors mix strategies and kinds, and a failure leaves other subsystems alone", async () => {
  const [parse, store, http] = [new Puppet(), new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("app", { strategy: "one-for-one" }, [
      supervisor("pipeline", { strategy: "rest-for-one" }, [task("parse", parse.run), task("store", store.run)]),
      supervisor("web", { strategy: "one-for-all" }, [
        service("sessions", () => ({ start: nothing, stop: nothing })),
        task("http", http.run),
      ]),
    ]),
  );
  const incarnations = (): readonly number[] => [
    app.child("pipeline/parse").info().incarnation,
    app.child("pipeline/store").info().incarnation,
    app.child("web/sessions").info().incarnation,
    app.child("web/http").info().incarnation,
  ];
  parse.fail();
  await runtime.settle();
  assert.deepEqual(incarnations(), [2, 2, 1, 1]);
  http.fail();
  await runtime.settle();
  assert.deepEqual(incarnations(), [2, 2, 2, 2]);
  assert.deepEqual(
    app.whichChildren().map(({ restarts }) => restarts),
    [0, 0],
  );
  await app.stop();
});

test("airssys A4 · a supervisor is added to a running one, with all below it", async () => {
  const inner = new Puppet();
  const { app, runtime } = await grow(supervisor("app", {}, [task("idle", idle)]));
  const added = await app.addSupervisor(
    supervisor("tenants", { strategy: "one-for-all" }, [supervisor("acme", {}, [task("worker", inner.run)])]),
  );
  assert.equal(added.path, "app/tenants");
  assert.equal(added.child("acme/worker").info().state, "running");
  inner.fail();
  await runtime.settle();
  assert.equal(added.child("acme/worker").info().restarts, 1);
  await assert.rejects(app.addSupervisor(task("no-supervisor", idle) as never), { code: "BAD_SPEC" });
  await app.stop();
});

test("airssys A4 · a subsystem that fails too often escalates to the one above, and that to the next", async () => {
  const inner = new Puppet();
  const intensity = { restarts: 0, within: "5s" } as const;
  const { app, told } = await grow(
    supervisor("app", { intensity }, [
      supervisor("middle", { intensity }, [supervisor("low", { intensity }, [task("worker", inner.run)])]),
    ]),
  );
  inner.fail("out of luck");
  const exit = await app.exit;
  assert.deepEqual(told("supervisor.gave-up"), ["app/middle/low", "app/middle", "app"]);
  const causes: string[] = [];
  for (let cause = exit; ; cause = cause.cause.exit) {
    if (cause.type !== "gave-up") {
      causes.push(cause.type === "failed" ? cause.error.message : cause.type);
      break;
    }
    causes.push(cause.cause.path);
  }
  assert.deepEqual(causes, ["app/middle", "app/middle/low", "app/middle/low/worker", "out of luck"]);
});

test("airssys A8 · subtrees are created and removed with all below them", async () => {
  const [a, b] = [new Puppet(), new Puppet()];
  const { app } = await grow(supervisor("app"));
  await app.addSupervisor(supervisor("outer", {}, [task("a", a.run), supervisor("inner", {}, [task("b", b.run)])]));
  assert.deepEqual(app.countChildren(), { specs: 1, active: 1, supervisors: 1, workers: 0 });
  await app.stopChild("outer");
  assert.deepEqual([a.ctx.signal.aborted, b.ctx.signal.aborted], [true, true]);
  await app.deleteChild("outer");
  assert.deepEqual(app.countChildren(), { specs: 0, active: 0, supervisors: 0, workers: 0 });
  assert.throws(() => app.lookup("outer/inner").whichChildren(), { code: "NOT_FOUND" });
  await app.stop();
});

test("airssys A8 · a tree is walked from the root: children, their parents by path, and counts at each level", async () => {
  const { app } = await grow(
    supervisor("app", {}, [task("a", idle), supervisor("sub", {}, [task("b", idle), task("c", idle, { restart: "transient" })])]),
  );
  assert.deepEqual(app.countChildren(), { specs: 2, active: 2, supervisors: 1, workers: 1 });
  assert.deepEqual(app.child("sub").countChildren(), { specs: 2, active: 2, supervisors: 0, workers: 2 });
  const walk = ({ path, children = [] }: ReturnType<typeof app.snapshot>): readonly string[] => [path, ...children.flatMap(walk)];
  assert.deepEqual(walk(app.snapshot()), ["app", "app/a", "app/sub", "app/sub/b", "app/sub/c"]);
  await app.stop();
});

test("airssys A8 · a shutdown stops every child in reverse order, subtrees where they stand", async () => {
  const { app, told } = await grow(
    supervisor("app", {}, [task("a", idle), supervisor("sub", {}, [task("b", idle), task("c", idle)]), task("d", idle)]),
  );
  const report = await app.stop();
  assert.deepEqual(told("child.exited"), ["app/d", "app/sub/c", "app/sub/b", "app/sub", "app/a"]);
  assert.deepEqual(report.exit, { type: "shutdown" });
});
