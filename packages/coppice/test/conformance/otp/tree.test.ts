import assert from "node:assert/strict";
import { test } from "node:test";
import { supervisor } from "coppice";
import { grow, watch } from "../../support/grown-tree.ts";
import { incarnationsOf, statesOf } from "../../support/listing.ts";
import { scripted } from "../../support/scripted.ts";

// Erlang's child unlinks itself. A task has no link to cut: what it can do is to ignore its signal and never to settle.
test("otp 55 · a child that cut itself loose does not wedge its supervisor: other commands are answered, and its stop ends", async () => {
  const [loose, sibling, added] = [scripted("loose", { stubborn: true }), scripted("sibling"), scripted("added")];
  const { app, runtime } = await grow(supervisor("root", [loose.spec, sibling.spec]));
  const stopped = watch(app.stopChild("loose"));
  await runtime.settle();
  assert.equal(stopped.state, "open");
  await app.startChild(added.spec);
  await app.stopChild("added");
  sibling.fail();
  await runtime.settle();
  assert.deepEqual(statesOf(app), { loose: "stopping", sibling: "running", added: "stopped" });
  assert.equal(sibling.count, 2);
  await runtime.advance("5s");
  assert.deepEqual(stopped.value, { type: "killed", by: "shutdown-timeout", leaked: true });
  assert.deepEqual(statesOf(app), { loose: "stopped", sibling: "running", added: "stopped" });
  assert.equal(app.leaked, 1);
});

test("otp 56 · a tree of supervisors: failures stay local; one that gives up brings all back, without what commands had added", async () => {
  const [one, two, three] = [scripted("static-one"), scripted("static-two"), scripted("static-three")];
  const [addedOne, addedThree] = [scripted("added-one"), scripted("added-three")];
  const { app, runtime } = await grow(
    supervisor("top", { strategy: "one-for-all", intensity: { restarts: 4, within: "1h" } }, [
      supervisor("first", { intensity: { restarts: 1, within: "1h" } }, [one.spec]),
      supervisor("second", { restart: "transient" }, [two.spec]),
      supervisor("third", [three.spec]),
    ]),
  );
  await app.child("first").startChild(addedOne.spec);
  await app.child("third").startChild(addedThree.spec);
  await app.stopChild("second");
  assert.deepEqual(app.countChildren(), { specs: 3, active: 2, supervisors: 3, workers: 0 });

  one.fail();
  three.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app.child("first")), { "static-one": 2, "added-one": 1 });
  assert.deepEqual(incarnationsOf(app.child("third")), { "static-three": 2, "added-three": 1 });
  assert.deepEqual(incarnationsOf(app), { first: 1, second: 1, third: 1 }, "above, nobody noticed");

  addedOne.fail();
  await runtime.settle();
  assert.deepEqual(incarnationsOf(app), { first: 2, second: 2, third: 2 });
  assert.deepEqual(app.countChildren(), { specs: 3, active: 3, supervisors: 3, workers: 0 });
  assert.partialDeepStrictEqual(app.whichChild("first").exit, { type: "gave-up", cause: { path: "top/first/added-one" } });
  assert.deepEqual(incarnationsOf(app.child("first")), { "static-one": 1 });
  assert.deepEqual(incarnationsOf(app.child("second")), { "static-two": 1 });
  assert.deepEqual(incarnationsOf(app.child("third")), { "static-three": 1 });
  assert.deepEqual([one.count, two.count, three.count, addedOne.count, addedThree.count], [3, 2, 3, 1, 1]);
});
