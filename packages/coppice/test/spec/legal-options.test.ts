import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AutoShutdown,
  checkSpecs,
  type ChildOptions,
  dynamicSupervisor,
  fromModule,
  program,
  type RestartType,
  service,
  type Spec,
  supervisor,
  type SupervisorOptions,
  task,
  thread,
} from "coppice";
import { readPolicy } from "../../src/child/policy.ts";
import { readSettings } from "../../src/supervisor/settings.ts";
import { Idle, run } from "./kinds-of-spec.ts";

/** All ways to take one value of each list. */
function product(lists: Readonly<Record<string, readonly unknown[]>>): object[] {
  return Object.entries(lists).reduce<object[]>(
    (before, [name, values]) =>
      before.flatMap((options) => values.map((value) => (value === undefined ? options : { ...options, [name]: value }))),
    [{}],
  );
}

const TYPES = [undefined, "permanent", "transient", "temporary"] satisfies (RestartType | undefined)[];
const SHUTDOWNS = [undefined, 0, 1_000, "5s", "1.5h", Infinity, "brutal"];

const CHILDREN: readonly ((options: ChildOptions) => Spec)[] = [
  (options) => task("child", run, options),
  (options) => task("child", run, { ...options, ready: "signal" }),
  (options) => program("child", ["true"], options),
  (options) => service("child", Idle, options),
  (options) => thread("child", "file:///child.js", options),
  (options) => program("child", new URL("file:///child.js"), options),
  (options) => fromModule("child", "file:///child.js", options),
  (options) => fromModule("child", "file:///child.js", { ...options, isolation: "thread" }),
  (options) => fromModule("child", "file:///child.js", { ...options, isolation: "process" }),
  (options) => supervisor("child", options),
  (options) => supervisor("child", options, [task("below", run)]),
  (options) => dynamicSupervisor("child", options),
];

test("otp 26 · every combination of restart type, shutdown and kind of child is legal", () => {
  for (const options of product({ restart: TYPES, shutdown: SHUTDOWNS, startTimeout: [undefined, 1, "30s", Infinity] })) {
    for (const make of CHILDREN) {
      checkSpecs([make(options)]);
      checkSpecs([make(options)], { autoShutdown: "any-significant" });
    }
  }
});

test("otp 27 · every combination with significance is legal under every mode that can see it", () => {
  const modes = [undefined, "never", "any-significant", "all-significant"] satisfies (AutoShutdown | undefined)[];
  for (const autoShutdown of modes) {
    const options = (autoShutdown === undefined ? {} : { autoShutdown }) satisfies SupervisorOptions;
    const isSeen = autoShutdown === "any-significant" || autoShutdown === "all-significant";
    for (const make of CHILDREN) {
      for (const own of product({ restart: TYPES, shutdown: SHUTDOWNS, significant: [undefined, false] }))
        checkSpecs([make(own)], options);
      if (!isSeen) continue;
      for (const own of product({ restart: ["transient", "temporary"], shutdown: SHUTDOWNS, significant: [true] })) {
        checkSpecs([make(own)], options);
      }
    }
  }
});

test("what is accepted of a child, the kernel can read", () => {
  const backoffs = product({
    first: [undefined, 0, "1s"],
    initial: [undefined, 0, "100ms"],
    factor: [undefined, 1, 2.5],
    max: [undefined, "30s"],
    jitter: [undefined, 0, 1],
    resetAfter: [undefined, 0, "1m"],
  });
  for (const backoff of backoffs) readPolicy(task("child", run, { backoff }).options);
  const budgets = product({ restarts: [0, 1, 1_000, Infinity], within: [1, "0.5ms", "24h"] });
  for (const budget of budgets as readonly Required<ChildOptions>["budget"][]) {
    for (const onExhausted of [undefined, "escalate", "quarantine", "stop"] as const) {
      for (const coolDown of onExhausted === "quarantine" ? [undefined, 1, "1h", Infinity] : [undefined]) {
        const { options } = task("child", run, { budget, onExhausted, coolDown } as ChildOptions);
        assert.equal(readPolicy(options).onExhausted, onExhausted ?? "escalate");
      }
    }
  }
  for (const options of product({
    restart: TYPES,
    shutdown: SHUTDOWNS,
    startTimeout: [undefined, 1, Infinity],
    onStartFailure: [undefined, "fail", "policy"],
    backoff: [undefined, false],
    budget: [undefined, false],
    success: [undefined, [], [0, 143, (): boolean => true]],
    fatal: [undefined, [], [2, (): boolean => false]],
  })) {
    readPolicy(task("child", run, options).options);
  }
});

test("what is accepted of a supervisor, the kernel can read", () => {
  for (const options of product({
    strategy: [undefined, "one-for-one", "one-for-all", "rest-for-one", (): readonly string[] => []],
    intensity: [undefined, { restarts: 0, within: 1 }, { restarts: 3, within: "5s" }, { restarts: Infinity, within: "1s" }],
    defaults: [undefined, {}, { restart: "transient", shutdown: "brutal", backoff: {}, budget: { restarts: 1, within: "1s" } }],
    autoShutdown: [undefined, "never", "any-significant", "all-significant"],
    boot: [undefined, "sequential", "concurrent"],
    maxChildren: [undefined, 1, Infinity],
  })) {
    readSettings(supervisor("root", options, [task("child", run)]).body, "root");
  }
  for (const options of product({
    strategy: [undefined, "one-for-one"],
    autoShutdown: [undefined, "never"],
    boot: [undefined, "sequential"],
    maxChildren: [undefined, 0, 10, Infinity],
    template: [undefined, task("child", run), (): Spec => task("child", run)],
  })) {
    readSettings(dynamicSupervisor("root", options).body, "root");
  }
});
