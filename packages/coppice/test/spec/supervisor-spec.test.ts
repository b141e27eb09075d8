import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ChildOptions,
  dynamicSupervisor,
  service,
  type Spec,
  supervisor,
  type SupervisorOptions,
  type SupervisorSpec,
  task,
} from "coppice";
import { checkRoot } from "../../src/spec/validation/check-child.ts";
import { refusalOf } from "../support/refusal.ts";
import { Idle, run } from "./kinds-of-spec.ts";

const BUDGET = { restarts: 1, within: "1m" } as const;
const SIGNIFICANT: ChildOptions = { significant: true, restart: "transient" };

test("each word sets its option, and says no more than the literal does", () => {
  const said: readonly (readonly [spec: SupervisorSpec<"root", readonly []>, options: SupervisorOptions])[] = [
    [supervisor("root").withStrategy("rest-for-one"), { strategy: "rest-for-one" }],
    [supervisor("root").withIntensity(5, "10s"), { intensity: { restarts: 5, within: "10s" } }],
    [supervisor("root").withDefaults({ restart: "transient" }), { defaults: { restart: "transient" } }],
    [supervisor("root").withAutoShutdown("any-significant"), { autoShutdown: "any-significant" }],
    [supervisor("root").withBoot("concurrent"), { boot: "concurrent" }],
    [supervisor("root").withMaxChildren(3), { maxChildren: 3 }],
    [supervisor("root").withRestart("temporary"), { restart: "temporary" }],
    [supervisor("root").withShutdown("brutal"), { shutdown: "brutal" }],
    [supervisor("root").withStartTimeout("1s"), { startTimeout: "1s" }],
    [supervisor("root").withBackoff({ first: "1s" }), { backoff: { first: "1s" } }],
    [supervisor("root").withBudget(BUDGET), { budget: BUDGET }],
    [supervisor("root").withOptions({ boot: "concurrent", restart: "transient" }), { boot: "concurrent", restart: "transient" }],
  ];
  for (const [spec, options] of said) assert.deepEqual(spec, supervisor("root", options));
});

test("each word answers a new spec and leaves the one before as it is", () => {
  const plain = supervisor("root");
  const all = plain.withStrategy("one-for-all").withTask("a", run).withStrategy("rest-for-one");
  assert.deepEqual(plain, supervisor("root"));
  assert.deepEqual(all, supervisor("root", { strategy: "rest-for-one" }, [task("a", run)]));
});

test("children stand in the order of the words, of whatever kind", () => {
  const database = supervisor("database", [service("pool", Idle)]);
  const pool = dynamicSupervisor("pool");
  const spec = supervisor("root")
    .withTask("task", run, { ready: "signal" })
    .withService("service", Idle, { shutdown: "1s" })
    .withWorker("worker", Idle, { startTimeout: "1s" })
    .withSupervisor(database)
    .withSupervisor(pool)
    .withChild(task("child", run));
  const { children } = spec.body;
  assert.deepEqual(
    children.map(({ id, kind }) => `${id}: ${kind.name}`),
    ["task: task", "service: service", "worker: worker", "database: supervisor", "pool: supervisor", "child: task"],
  );
  assert.equal(children[3], database);
  assert.deepEqual(children[0], task("task", run, { ready: "signal" }));
  assert.deepEqual(children[1], service("service", Idle, { shutdown: "1s" }));
  assert.deepEqual(children[2].body, { create: Idle });
});

test("a restart type alone may stand for the options of a child", () => {
  const { children } = supervisor("root")
    .withTask("a", run, "transient")
    .withService("b", Idle, "temporary")
    .withWorker("c", run, "permanent").body;
  assert.deepEqual(
    children.map(({ options }) => options),
    [{ restart: "transient" }, { restart: "temporary" }, { restart: "permanent" }],
  );
});

test("a wrong word is refused at once, with the whole path as far as it is known", async () => {
  const root = supervisor("root");
  const wrong: readonly (readonly [make: () => unknown, code: string, says: RegExp])[] = [
    [() => root.withStrategy("all" as never), "BAD_OPTION", /^root: option "strategy" is 'all'/],
    [() => root.withIntensity(3, 0), "BAD_DURATION", /^root: option "intensity.within" is 0/],
    [() => root.withIntensity(undefined as never, "1s"), "BAD_OPTION", /^root: option "intensity.restarts" is missing/],
    [() => root.withTask("web", run, "sometimes" as never), "BAD_OPTION", /^root\/web: option "restart" is 'sometimes'/],
    [() => root.withWorker("web", run, { shutdown: "soon" as never }), "BAD_DURATION", /^root\/web: option "shutdown" is 'soon'/],
    [
      () => root.withTask("web", run, { restart: "temporary", budget: BUDGET }),
      "BAD_COMBINATION",
      /^root\/web: options "budget" and "restart"/,
    ],
    [
      () => root.withSupervisor(task("web", run) as never),
      "BAD_SPEC",
      /^root: withSupervisor\(…\) was given the task "web".* Use withChild/,
    ],
    [() => root.withSupervisor(undefined as never), "BAD_SPEC", /^root: withSupervisor\(…\) is undefined: expected a spec/],
    [() => root.withOptions(null as never), "BAD_OPTION", /^root: its options are null/],
  ];
  for (const [make, code, says] of wrong) {
    const error = await refusalOf(make);
    assert.equal(error.code, code, error.message);
    assert.match(error.message, says);
  }
});

test("the order of the words is free: how they go together is looked at when the spec becomes a child, or the root", async () => {
  const words: readonly ((spec: SupervisorSpec) => SupervisorSpec)[] = [
    (spec) => spec.withChild(task("web", run, SIGNIFICANT)),
    (spec) => spec.withAutoShutdown("any-significant"),
    (spec) => spec.withOptions({ onExhausted: "stop" }),
    (spec) => spec.withBudget(BUDGET),
  ];
  for (const order of [words, words.toReversed()]) {
    const spec = order.reduce<SupervisorSpec>((before, word) => word(before), supervisor("root"));
    checkRoot(spec, "start(spec)");
    supervisor("above", [spec]);
    supervisor("above").withSupervisor(spec);
  }
  const half: Spec = supervisor("half").withTask("web", run, SIGNIFICANT);
  const refused: readonly (readonly [make: () => unknown, path: string])[] = [
    [() => checkRoot(half, "start(spec)"), "half/web"],
    [() => supervisor("root", [half]), "root/half/web"],
    [() => supervisor("root").withChild(half), "root/half/web"],
    [() => checkRoot(supervisor("root").withOptions({ defaults: { coolDown: "1s" } }), "start(spec)"), "root"],
  ];
  for (const [make, path] of refused) {
    const error = await refusalOf(make);
    assert.equal(error.code, "BAD_COMBINATION");
    assert.equal(error.details["path"], path);
  }
});
