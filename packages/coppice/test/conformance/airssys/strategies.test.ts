import assert from "node:assert/strict";
import { test } from "node:test";
import { type Sibling, supervisor, task } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { Puppet } from "../../support/puppet.ts";

test("airssys A5 · a pure function from the failed child and its siblings to those affected serves as a strategy", async () => {
  const puppets = new Map(["reader-a", "writer-a", "reader-b", "writer-b"].map((id) => [id, new Puppet()]));
  const asked: [Sibling, readonly Sibling[]][] = [];
  const pair = (failed: Sibling, children: readonly Sibling[]): readonly string[] => {
    asked.push([failed, children]);
    const suffix = failed.id.slice(-1);
    return children.filter(({ id }) => id.endsWith(suffix)).map(({ id }) => id);
  };
  const children = Array.from(puppets, ([id, { run }]) => task(id, run));
  const { app, runtime } = await grow(supervisor("root", { strategy: pair }, children));
  puppets.get("writer-a")?.fail();
  await runtime.settle();
  assert.deepEqual(
    Array.from(puppets.values(), ({ count }) => count),
    [2, 2, 1, 1],
  );
  const [failed, siblings] = asked[0] ?? [];
  assert.equal(asked.length, 1);
  assert.deepEqual(failed, { id: "writer-a", kind: "task", state: "running", restart: "permanent", restarts: 0 });
  assert.deepEqual(
    siblings?.map(({ id }) => id),
    [...puppets.keys()],
  );
  await app.stop();
});

test("airssys A5 · a strategy of one's own that names nobody restarts the failed child alone", async () => {
  const [a, b] = [new Puppet(), new Puppet()];
  const { app, runtime } = await grow(supervisor("root", { strategy: () => [] }, [task("a", a.run), task("b", b.run)]));
  a.fail();
  await runtime.settle();
  assert.deepEqual([a.count, b.count], [2, 1]);
  await app.stop();
});
