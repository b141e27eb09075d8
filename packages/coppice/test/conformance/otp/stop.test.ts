import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, type RestartType, supervisor } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { exitsOf } from "../../support/listing.ts";
import { type Scripted, scripted } from "../../support/scripted.ts";

const RESTART_TYPES: readonly RestartType[] = ["permanent", "transient", "temporary"];

/** The ways in which a child ends by itself, and the exit that follows. */
const ENDS: readonly (readonly [name: string, exit: object, end: (child: Scripted) => void])[] = [
  ["normal", { type: "normal" }, (child) => child.end()],
  ["shutdown", { type: "shutdown" }, (child) => child.shutdown()],
  ["shutdown-info", { type: "shutdown", info: { port: 80 } }, (child) => child.shutdown({ port: 80 })],
  ["failed", { type: "failed" }, (child) => child.fail()],
];

test("otp 16 · a task and a supervisor may have unlimited time to stop, and end shutdown", async () => {
  const worker = scripted("worker", { stubborn: true, shutdown: Infinity });
  const inner = scripted("inner", { stubborn: true, shutdown: Infinity });
  const nested = supervisor("nested", { shutdown: Infinity }, [inner.spec]);
  const { app, runtime } = await grow(supervisor("root", [worker.spec, nested]));
  const stopped = watch(app.stop());
  await runtime.advance("24h");
  assert.deepEqual([stopped.state, runtime.pending], ["open", 0]);
  inner.end();
  await runtime.advance("24h");
  worker.end();
  await runtime.settle();
  assert.deepEqual(stopped.value && exitsOf(stopped.value), { worker: "shutdown", nested: "shutdown" });
});

test("otp 17 · a child that takes longer to stop than it may is killed; its sibling ends shutdown", async () => {
  const [polite, slow] = [scripted("polite", { shutdown: "1s" }), scripted("slow", { stubborn: true, shutdown: "1s" })];
  const { app, runtime } = await grow(supervisor("root", [polite.spec, slow.spec]));
  const stopped = watch(app.stop());
  await runtime.advance(999);
  assert.equal(stopped.state, "open");
  await runtime.advance(1);
  assert.deepEqual(stopped.value && exitsOf(stopped.value), { polite: "shutdown", slow: "killed" });
  assert.deepEqual(stopped.value?.children?.[1]?.exit, { type: "killed", by: "shutdown-timeout", leaked: true });
  assert.deepEqual(await app.exit, { type: "shutdown" });
});

test("otp 18 · instances of a dynamic supervisor that are too slow to stop are killed; it ends shutdown itself", async () => {
  const [polite, slow] = [scripted("polite", { shutdown: "1s" }), scripted("slow", { stubborn: true, shutdown: "1s" })];
  const { app, runtime } = await grow(dynamicSupervisor("pool"));
  await app.startChild(polite.spec);
  await app.startChild(slow.spec);
  const stopped = watch(app.stop());
  await runtime.advance("1s");
  assert.deepEqual(stopped.value && exitsOf(stopped.value), { polite: "shutdown", slow: "killed" });
  assert.deepEqual(await app.exit, { type: "shutdown" });
});

test("otp 19 · a brutal child is killed at once; its sibling is asked, and ends shutdown", async () => {
  const [polite, brutal] = [scripted("polite", { shutdown: "1s" }), scripted("brutal", { stubborn: true, shutdown: "brutal" })];
  const { app } = await grow(supervisor("root", [polite.spec, brutal.spec]));
  const report = await app.stop();
  assert.deepEqual(exitsOf(report), { polite: "shutdown", brutal: "killed" });
  assert.deepEqual(report.children?.[1]?.exit, { type: "killed", by: "brutal", leaked: true });
  assert.equal(report.took, 0);
});

test("otp 20 · ten brutal instances of a dynamic supervisor are all killed; it ends shutdown", async () => {
  const { app } = await grow(dynamicSupervisor("pool"));
  for (let number = 0; number < 10; number += 1) {
    await app.startChild(scripted(`brutal-${number}`, { shutdown: "brutal" }).spec);
  }
  const { took, children = [] } = await app.stop();
  assert.deepEqual(
    children.map(({ exit }) => exit?.type),
    Array.from({ length: 10 }, () => "killed"),
  );
  assert.equal(took, 0);
  assert.deepEqual(await app.exit, { type: "shutdown" });
});

test("otp 21 · children that end by themselves while the supervisor stops keep their own exits, and nobody is restarted", async () => {
  const first = scripted("first");
  const racers = RESTART_TYPES.flatMap((restart) =>
    ENDS.map(([name, exit, end]) => ({ child: scripted(`${restart}-${name}`, { restart }), exit, end })),
  );
  const last = scripted("last", { stubborn: true });
  const { app, runtime } = await grow(supervisor("root", [first, ...racers.map(({ child }) => child), last].map(specOf)));
  const stopped = watch(app.stop());
  await runtime.settle();
  for (const { child, end } of racers) end(child);
  await runtime.advance("1s");
  assert.equal(stopped.state, "open");
  assert.equal(first.ctx.signal.aborted, false, "the first child is not asked before the last is down");
  last.end();
  await runtime.settle();
  const exits = new Map(stopped.value?.children?.map(({ id, exit }) => [id, exit]));
  for (const { child, exit } of racers) {
    assert.partialDeepStrictEqual(exits.get(child.id), exit, child.id);
    assert.equal(child.count, 1, child.id);
  }
  assert.deepEqual([exits.get("first"), exits.get("last")], [{ type: "shutdown" }, { type: "shutdown" }]);
  assert.deepEqual(await app.exit, { type: "shutdown" });
});

// What a child fulfils with after it was asked counts as `shutdown`: an end that was asked for is not told apart from one that happens to come then.
for (const restart of RESTART_TYPES) {
  test(`otp 22 · ${restart} instances that answer the request to stop by another exit keep it; the dynamic supervisor ends shutdown`, async () => {
    const instances = ENDS.map(([name, exit, end]) => ({ child: scripted(name, { restart, stubborn: true }), exit, end }));
    const { app, runtime } = await grow(dynamicSupervisor("pool"));
    for (const { child } of instances) await app.startChild(child.spec);
    const stopped = watch(app.stop());
    await runtime.settle();
    for (const { child, end } of instances) {
      assert.equal(child.ctx.signal.aborted, true, "all are asked together");
      end(child);
      if (child.id.startsWith("shutdown")) child.end();
    }
    await runtime.settle();
    assert.deepEqual(stopped.value && exitsOf(stopped.value), {
      normal: "shutdown",
      shutdown: "shutdown",
      "shutdown-info": "shutdown",
      failed: "failed",
    });
    assert.deepEqual(stopped.value?.children?.[2]?.exit, { type: "shutdown", info: { port: 80 } });
    assert.deepEqual(await app.exit, { type: "shutdown" });
    for (const { child } of instances) assert.equal(child.count, 1);
  });
}

function specOf({ spec }: Scripted): Scripted["spec"] {
  return spec;
}
