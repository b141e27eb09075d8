import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { CoppiceError, dynamicSupervisor, service, type Spec, supervisor, task } from "coppice";
import { refusalOf } from "../support/refusal.ts";
import { Idle, run } from "./kinds-of-spec.ts";

const db = service("db", Idle);

/** What came in place of a spec, and how the message says to mend it. */
const NO_SPECS: readonly (readonly [name: string, value: unknown, mend: RegExp])[] = [
  ["undefined", undefined, /`return` or a list member missing, or do two modules import each other\?$/],
  ["null", null, /by condition, spread a list: \.\.\.\(condition \? \[child\] : \[\]\)\.$/],
  ["false", false, /by condition, spread a list/],
  ["a promise", Promise.resolve(db), /Await it before it is put there\.$/],
  ["a list", [db], /Spread it: \.\.\.children\.$/],
  ["a class", Idle, /Wrap it: task\("id", Idle\) or service\("id", Idle\)\.$/],
  [
    "a class without a name",
    class {
      start(): void {}
    },
    /Wrap it: task\("id", Class\)/,
  ],
  ["a function", run, /Wrap it: task\("id", run\)\.$/],
  ["a function without a name", async () => {}, /Wrap it: task\("id", run\)\.$/],
  ["an id", "db", /Give the spec itself, not its id\.$/],
  ["a service", new Idle(), /Wrap what makes it: service\("id", \(ctx\) => object\)/],
  ["a task", { run }, /Wrap what makes it: task\("id", \(ctx\) => object\)/],
  ["a number", 7, /is 7: expected a spec/],
  ["an object", { id: "db", start: "now" }, /is \{ id: 'db', start: 'now' \}: expected a spec/],
  ["half a spec", { ...db, kind: "service" }, /expected a spec/],
  ["a spec without id", { ...db, id: undefined }, /expected a spec/],
  ["a spec without options", { ...db, options: undefined }, /expected a spec/],
];

suite("a child that is no spec is refused with its index, what came, and how to make a spec of it", () => {
  for (const [name, value, mend] of NO_SPECS) {
    test(name, async () => {
      const error = await refusalOf(() => supervisor("shop", [db, value as Spec]));
      assert.ok(error instanceof CoppiceError);
      assert.equal(error.code, "BAD_SPEC");
      assert.ok(error.message.startsWith("shop: children[1] is "), error.message);
      assert.match(
        error.message,
        /: expected a spec, what task\(…\), service\(…\), actor\(…\), supervisor\(…\) and the like answer\./,
      );
      assert.match(error.message, mend);
      // The fluent word says the same of its one child, and a dynamic supervisor of its template.
      const fluent = await refusalOf(() => supervisor("shop").withChild(value as Spec));
      assert.match(fluent.message, /^shop: the child is /);
      assert.match(fluent.message, mend);
      if (typeof value === "function" || value === undefined) return;
      const template = await refusalOf(() => dynamicSupervisor("shop", { template: value as Spec }));
      assert.match(template.message, /^shop: option "template" is /);
      assert.equal(template.code, "BAD_SPEC");
    });
  }
});

test("a hole in the list is no child", async () => {
  const list: Spec[] = [db];
  list[2] = task("web", run);
  const { code, message } = await refusalOf(() => supervisor("shop", list));
  assert.equal(code, "BAD_SPEC");
  assert.match(message, /^shop: children\[1\] is undefined/);
});

test("children that are no list are refused, and options that stand after them", async () => {
  const wrong: readonly (readonly [make: () => unknown, says: RegExp])[] = [
    [() => supervisor("shop", db as never), /its children are .*: expected an array of specs, .* Put it in brackets: \[db\]\.$/],
    [() => supervisor("shop", {}, db as never), /Put it in brackets: \[db\]\.$/],
    [() => supervisor("shop", {}, new Set([db]) as never), /Spread it into one: \[\.\.\.children\]\.$/],
    [() => supervisor("shop", {}, "db" as never), /its children are 'db': expected an array of specs/],
    [() => supervisor("shop", [db] as never, { strategy: "one-for-all" } as never), /Options come before the children\.$/],
  ];
  for (const [make, says] of wrong) {
    const error = await refusalOf(make);
    assert.equal(error.code, "BAD_SPEC");
    assert.match(error.message, says);
    assert.match(error.message, /^shop: /);
  }
});

test("a child's id is there once: both places are named", async () => {
  const list: readonly Spec[] = [db, task("web", run), task("db", run)];
  const error = await refusalOf(() => supervisor("shop", list));
  assert.equal(error.code, "DUPLICATE_ID");
  assert.match(
    error.message,
    /^shop: children\[0\] and children\[2\] both have the id "db": expected ids that differ .* Rename one, or/,
  );
  assert.deepEqual(error.details, { path: "shop/db", id: "db", indices: [0, 2] });
  const one: Spec = db;
  assert.equal((await refusalOf(() => supervisor("shop", [one, one]))).code, "DUPLICATE_ID");
  const fluent = await refusalOf(() => supervisor("shop", list.slice(0, 2)).withChild(one));
  assert.deepEqual(fluent.details, { path: "shop/db", id: "db", indices: [0, 2] });
});

test("one spec may stand in several supervisors", () => {
  supervisor("shop", [db, supervisor("web", [db]), supervisor("api", [db])]);
});

/** What came in place of a factory. */
const NO_FACTORIES: readonly (readonly [name: string, value: unknown, mend: RegExp])[] = [
  ["undefined", undefined, /Is it declared, and exported where it is imported from\?$/],
  ["a promise", run(), /Pass the function itself, not what its call answers\.$/],
  ["an object", new Idle(), /Pass what makes it, such as \(ctx\) => object: each start has one of its own\.$/],
  ["null", null, /was given null: expected a function of the context, or a class\.$/],
  ["a text", "run", /was given 'run': expected a function/],
];

suite("what is neither function nor class is refused where a child is to be made by it", () => {
  for (const [name, value, mend] of NO_FACTORIES) {
    test(name, async () => {
      const words: readonly (readonly [where: string, make: () => unknown])[] = [
        ["web: task(…)", () => task("web", value as never)],
        ["web: service(…)", () => service("web", value as never)],
        ["shop/web: worker(…)", () => supervisor("shop").withWorker("web", value as never)],
      ];
      for (const [where, make] of words) {
        const error = await refusalOf(make);
        assert.equal(error.code, "BAD_SPEC");
        assert.ok(error.message.startsWith(`${where} was given `), error.message);
        assert.match(error.message, mend);
      }
    });
  }
});
