import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, service, type Spec, supervisor, task } from "coppice";
import { frozenCopy } from "../../src/spec/frozen-copy.ts";
import { Idle, run } from "./kinds-of-spec.ts";

/** All objects that a value holds, functions and what is not plain left out. */
function parts(value: unknown): object[] {
  if (typeof value !== "object" || value === null) return [];
  return [value, ...Object.values(value).flatMap(parts)];
}

test("a spec is frozen through and through", () => {
  const options = { backoff: { initial: "1s" }, budget: { restarts: 1, within: "1s" }, success: [0] } as const;
  const specs: readonly Spec[] = [
    task("a", run, options),
    service("b", Idle, options),
    supervisor("c", { defaults: { backoff: {} } }, [task("a", run, options)]),
    supervisor("d").withIntensity(1, "1s").withDefaults({ backoff: {} }).withTask("a", run, options),
    dynamicSupervisor("e", { template: task("a", run, options), budget: { restarts: 1, within: "1s" } }),
  ];
  for (const part of specs.flatMap(parts)) assert.ok(Object.isFrozen(part), `not frozen: ${JSON.stringify(part)}`);
});

test("a later change of what was passed changes nothing, and what was passed is not frozen", () => {
  const backoff = { initial: 100 };
  const success = [0];
  const options = { backoff, success };
  const children: Spec[] = [task("a", run, options)];
  const spec = supervisor("root", { defaults: { backoff } }, children);
  backoff.initial = 5;
  success.push(1);
  children.push(task("b", run));
  Object.assign(options, { restart: "temporary" });
  assert.deepEqual(spec.body.children[0]?.options, { backoff: { initial: 100 }, success: [0] });
  assert.deepEqual(spec.options, { defaults: { backoff: { initial: 100 } } });
  assert.equal(spec.body.children.length, 1);
});

test("a spec is plain to look at: as JSON, and beside another of the same words", () => {
  const make = (): Spec =>
    supervisor("root", { strategy: "one-for-all" }, [task("a", run, { restart: "transient", ready: "signal" })]);
  assert.deepEqual(make(), make());
  assert.deepEqual(
    make(),
    supervisor("root").withStrategy("one-for-all").withTask("a", run, { restart: "transient", ready: "signal" }),
  );
  assert.deepEqual(Object.keys(make()), ["id", "kind", "body", "options"]);
  const { body } = JSON.parse(JSON.stringify(make())) as { body: { children: unknown[] } };
  assert.deepEqual(body.children, [
    { id: "a", kind: { name: "task" }, body: { ready: "signal" }, options: { restart: "transient" } },
  ]);
});

test("children that say nothing share one empty object of options", () => {
  assert.equal(task("a", run).options, task("b", run).options);
  assert.equal(task("a", run, {}).options, service("b", Idle).options);
  assert.equal(task("a", run, { ready: "signal" }).options, task("b", run).options);
});

test("a copy keeps functions and instances as they are, and leaves out what is undefined", () => {
  const strategy = (): readonly string[] => [];
  const date = new Date(0);
  const copy = frozenCopy({ strategy, date, list: [undefined, { a: undefined }], none: undefined });
  assert.deepEqual(copy, { strategy, date, list: [undefined, {}] });
  assert.equal(copy.strategy, strategy);
  assert.equal(copy.date, date);
  assert.deepEqual(Object.keys(copy), ["strategy", "date", "list"]);
});

test("what is frozen already is not copied", () => {
  const options = Object.freeze({ restart: "transient", backoff: Object.freeze({ initial: 1 }), success: Object.freeze([0]) });
  assert.equal(frozenCopy(options), options);
  const open = Object.freeze({ backoff: { initial: 1 } });
  assert.notEqual(frozenCopy(open), open);
  const withNothing = Object.freeze({ backoff: undefined });
  assert.deepEqual(Object.keys(frozenCopy(withNothing)), []);
});

test("a key that is __proto__ is a key like any", () => {
  const copy = frozenCopy(JSON.parse('{ "__proto__": { "polluted": true } }') as object);
  assert.equal(Object.getPrototypeOf(copy), Object.prototype);
  assert.ok(Object.hasOwn(copy, "__proto__"));
});
