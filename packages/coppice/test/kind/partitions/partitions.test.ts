import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { suite, test } from "node:test";
import { actor, partitionSupervisor, service, supervisor, task, taskSupervisor } from "coppice";
import { keyHash } from "../../../src/kind/partitions/key-hash.ts";
import { puppet, untilStopped } from "../../app/children.ts";
import { grow } from "../../support/grown-tree.ts";

class Part {
  readonly kept = new Map<string, number>();
  start(): void {}
  stop(): void {}
}

const parts = partitionSupervisor(
  "parts",
  service("part", () => new Part()),
  { partitions: 4 },
);

suite("partition supervisors", () => {
  test("it has as many children of the template as it says, p-0 and so on, and one for each processor by default", async () => {
    const { app } = await grow(supervisor("shop", [parts]));
    assert.deepEqual(
      app
        .lookup("parts")
        .whichChildren()
        .map(({ id, state }) => `${id} ${state}`),
      ["p-0 running", "p-1 running", "p-2 running", "p-3 running"],
    );
    assert.equal(app.child("parts/p-2").info().kind, "service");
    assert.equal(app.use(parts).size, 4);
    assert.equal(partitionSupervisor("many", task("one", untilStopped)).body.children.length, availableParallelism());
    await app.stop();
  });

  test("the same key always comes to the same partition, from inside and from outside", async () => {
    let found: Part | undefined;
    const caller = task("caller", (ctx) => {
      found = ctx.use(parts).for("anna");
      return untilStopped(ctx);
    });
    const { app } = await grow(supervisor("shop", [parts, caller]));
    const outside = app.use(parts);
    assert.ok(found instanceof Part);
    assert.equal(outside.for("anna"), found);
    assert.equal(outside.at(outside.indexOf("anna")), found);
    assert.equal(outside.pathOf("anna"), `shop/parts/p-${outside.indexOf("anna")}`);
    await app.stop();
  });

  test("whole numbers go by their remainder, texts by a hash that never changes", async () => {
    const { app } = await grow(supervisor("shop", [parts]));
    const indexOf = (key: string | number): number => app.use(parts).indexOf(key);
    assert.deepEqual([0, 1, 5, -1, -7].map(indexOf), [0, 1, 1, 1, 3]);
    assert.deepEqual(
      [keyHash(""), keyHash("a"), keyHash("anna"), keyHash("ä€😀")],
      [372931385, 3146134694, 1840694340, 3718130453],
    );
    assert.equal(indexOf(0.5), indexOf("0.5"));
    await app.stop();
  });

  test("texts spread evenly", () => {
    for (const size of [2, 3, 4, 8, 10, 64]) {
      const counts = Array.from({ length: size }, () => 0);
      for (let number = 0; number < 64_000; number += 1) {
        const index = keyHash(`user-${number}`) % size;
        counts[index] = (counts[index] ?? 0) + 1;
      }
      const fair = 64_000 / size;
      for (const count of counts) assert.ok(Math.abs(count - fair) < fair * 0.15, `${size}: ${counts.join(" ")}`);
    }
  });

  test("a partition that fails is restarted alone, and its key comes to the new one", async () => {
    const broken = puppet();
    const several = partitionSupervisor("several", (index) => task("t", index === 1 ? broken.run : untilStopped), {
      partitions: 3,
    });
    const { app, runtime } = await grow(supervisor("shop", [several]));
    broken.fail(new Error("boom"));
    await runtime.settle();
    assert.deepEqual(
      app
        .lookup("several")
        .whichChildren()
        .map(({ restarts }) => restarts),
      [0, 1, 0],
    );
    await app.stop();
  });

  test("of actors it answers the address, also while one is down", async () => {
    const counters = partitionSupervisor(
      "counters",
      actor("counter", ({ id }) => ({ receive: { name: () => id } })),
      { partitions: 2 },
    );
    const { app } = await grow(supervisor("shop", [counters]));
    assert.equal(await app.use(counters).for(3).ask({ type: "name" }), "p-1");
    await app.lookup("counters").stopChild("p-1");
    const down = app.use(counters).for(3);
    await assert.rejects(down.ask({ type: "name" }), { code: "NOT_RUNNING" });
    await app.lookup("counters").restartChild("p-1");
    assert.equal(await down.ask({ type: "name" }), "p-1");
    await app.stop();
  });

  test("of other children that are down it says so", async () => {
    const { app } = await grow(supervisor("shop", [parts]));
    await app.lookup("parts").stopChild("p-1");
    assert.throws(() => app.use(parts).for(1), { code: "NOT_RUNNING" });
    assert.ok(app.use(parts).for(2));
    await app.stop();
  });

  test("of task supervisors the tasks are linked to the child that asks", async () => {
    const tasks = partitionSupervisor("tasks", taskSupervisor("each"), { partitions: 2 });
    const caller = task("caller", async ({ use }) => await use(tasks).for(1).async(untilStopped).result);
    const { app, runtime } = await grow(supervisor("shop", [tasks, caller]));
    await runtime.settle();
    assert.equal(app.lookup("tasks/p-1").countChildren().active, 1);
    await app.stopChild("caller");
    await runtime.settle();
    assert.equal(app.lookup("tasks/p-1").countChildren().active, 0);
    await app.stop();
  });

  test("what is no key, no template, no number of partitions is refused", async () => {
    const { app } = await grow(supervisor("shop", [parts]));
    for (const wrong of [undefined, null, {}, Number.NaN, Infinity, true]) {
      assert.throws(() => app.use(parts).for(wrong as never), { code: "BAD_OPTION" });
    }
    for (const wrong of [-1, 4, 0.5, "0"]) assert.throws(() => app.use(parts).at(wrong as never), { code: "BAD_OPTION" });
    for (const partitions of [0, -1, 1.5, Infinity, "2", 65_537]) {
      assert.throws(() => partitionSupervisor("x", task("t", untilStopped), { partitions: partitions as never }), {
        code: "BAD_OPTION",
      });
    }
    for (const wrong of [undefined, {}, () => undefined, async () => task("t", untilStopped)]) {
      assert.throws(() => partitionSupervisor("x", wrong as never), { code: "BAD_SPEC" });
    }
    const limited = { partitions: 3, maxChildren: 2 };
    assert.throws(() => partitionSupervisor("x", task("t", untilStopped), limited), { code: "BAD_COMBINATION" });
    await app.stop();
  });
});
