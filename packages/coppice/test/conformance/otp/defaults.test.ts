import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, supervisor, task } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { exitsOf } from "../../support/listing.ts";
import { scripted } from "../../support/scripted.ts";

// `getSpec` answers the spec as it was written, not filled up with defaults as OTP does: the defaults show in what happens.
test("otp 13 · a spec that says nothing: permanent, five seconds to stop; a supervisor as long as it needs", async () => {
  const patient = scripted("patient", { stubborn: true, shutdown: "1h" });
  const nested = supervisor("nested", [patient.spec]);
  const plain = scripted("plain", { stubborn: true });
  const explicit = scripted("explicit", { stubborn: true, shutdown: 123, restart: "temporary" });
  const { app, runtime } = await grow(supervisor("root", [nested, plain.spec, explicit.spec]));

  assert.deepEqual(
    app.whichChildren().map(({ id, kind, restart, significant }) => [id, kind, restart, significant]),
    [
      ["nested", "supervisor", "permanent", undefined],
      ["plain", "task", "permanent", undefined],
      ["explicit", "task", "temporary", undefined],
    ],
  );
  assert.equal(app.getSpec("plain"), plain.spec);
  assert.equal(app.getSpec("nested"), nested);
  assert.throws(() => app.getSpec("nobody"), { code: "NOT_FOUND" });

  const stopped = watch(app.stop());
  await runtime.advance("30m");
  assert.equal(stopped.state, "open", "the nested supervisor is not killed while its child has time");
  patient.end();
  await runtime.settle();
  const took = Object.fromEntries(stopped.value?.children?.map(({ id, took }) => [id, took]) ?? []);
  assert.deepEqual(took, { nested: 30 * 60_000 - 5_123, plain: 5_000, explicit: 123 });
  assert.deepEqual(stopped.value && exitsOf(stopped.value), { nested: "shutdown", plain: "killed", explicit: "killed" });
});

test("otp 14 · getSpec of any instance of a dynamic supervisor answers what its template says; a foreign id is not found", async () => {
  const template = task("session", ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", reject)), {
    restart: "transient",
    shutdown: "2s",
  });
  const { app } = await grow(
    supervisor("root", [dynamicSupervisor("pool", { template }), dynamicSupervisor("other", { template })]),
  );
  const pool = app.child("pool");
  const first = await pool.startChild();
  const second = await pool.startChild(undefined, { id: "named" });
  const foreign = await app.child("other").startChild(undefined, { id: "foreign" });
  for (const { id } of [first, second]) {
    const { kind, body, options } = pool.getSpec(id);
    assert.deepEqual({ kind, body, options }, { kind: template.kind, body: template.body, options: template.options });
  }
  assert.deepEqual([first.id, second.id], ["session-1", "named"]);
  assert.throws(() => pool.getSpec(foreign.id), { code: "NOT_FOUND" });
});
