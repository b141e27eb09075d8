import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, type Spec, supervisor, task } from "coppice";
import { instanceOf } from "../../src/spec/dynamic-supervisor.ts";
import { refusalOf } from "../support/refusal.ts";
import { run } from "./kinds-of-spec.ts";

test("a dynamic supervisor begins without children, and keeps its template apart from its options", () => {
  const template = task("worker", run, { restart: "transient" });
  const { kind, body, options } = dynamicSupervisor("pool", { template, maxChildren: 3, shutdown: "1s" });
  assert.equal(kind, supervisor("other").kind);
  assert.deepEqual(options, { maxChildren: 3, shutdown: "1s" });
  assert.deepEqual(body, { options, children: [], dynamic: true, template });
});

test("an instance is the template under an id of its own", () => {
  const template = task("worker", run, { restart: "transient" });
  const numbered = instanceOf(template, [], 7);
  assert.equal(numbered.id, "worker-7");
  assert.equal(instanceOf(template, [], 7, "mail").id, "mail");
  assert.deepEqual({ ...numbered, id: "worker" }, { ...template });
  assert.ok(Object.isFrozen(numbered));
});

test("a template that is a function is asked for each instance", () => {
  const asked: unknown[] = [];
  const template = (file: string, size: number): Spec => {
    asked.push([file, size]);
    return task("resize", run);
  };
  assert.equal(instanceOf(template, ["a.png", 1], 1).id, "resize-1");
  assert.equal(instanceOf(template, ["b.png", 2], 2).id, "resize-2");
  assert.deepEqual(asked, [
    ["a.png", 1],
    ["b.png", 2],
  ]);
});

test("an instance of a supervisor has its words still", () => {
  const template = supervisor("session", [task("a", run)]);
  const instance = instanceOf(template, [], 1) as typeof template;
  assert.deepEqual(
    instance.withTask("b", run).body.children.map(({ id }) => id),
    ["a", "b"],
  );
});

test("what a template made that is no spec is refused, and so is an id outside the grammar", async () => {
  const nothing = await refusalOf(() => instanceOf((() => undefined) as never, [], 1));
  assert.equal(nothing.code, "BAD_SPEC");
  assert.match(nothing.message, /^what the template made is undefined: expected a spec/);
  const wrongId = await refusalOf(() => instanceOf(task("worker", run), [], 1, "a/b"));
  assert.equal(wrongId.code, "BAD_ID");
  assert.match(wrongId.message, /^the instance of "worker": the id is 'a\/b'/);
});

test("a template is held against its supervisor when that is written, if it is a spec", async () => {
  const template = task("worker", run, { coolDown: "1m", budget: { restarts: 1, within: "1m" } });
  const error = await refusalOf(() => dynamicSupervisor("pool", { template }));
  assert.equal(error.code, "BAD_COMBINATION");
  assert.equal(error.details["path"], "pool/worker");
  dynamicSupervisor("pool", { template, defaults: { onExhausted: "quarantine" } });
});
