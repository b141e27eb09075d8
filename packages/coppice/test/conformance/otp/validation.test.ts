import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type ChildOptions,
  dynamicSupervisor,
  type RestartType,
  service,
  type Spec,
  supervisor,
  type SupervisorOptions,
  task,
} from "coppice";
import { idle } from "../../support/puppet.ts";
import { grow } from "../../support/grown-tree.ts";
import { refusalOf } from "../../support/refusal.ts";
import { scripted } from "../../support/scripted.ts";

/** An option with a wrong value, and the code that refuses it. */
type Wrong = readonly [option: string, value: unknown, code: string];

const RESTART_TYPES: readonly RestartType[] = ["permanent", "transient", "temporary"];
const SHUTDOWNS = [0, 1_000, "1s", Infinity, "brutal"] as const;

const WRONG_OF_A_CHILD: readonly Wrong[] = [
  ["restart", "prmanent", "BAD_OPTION"],
  ["shutdown", -1, "BAD_DURATION"],
  ["shutdown", "brutal_kill", "BAD_DURATION"],
  ["startTimeout", 0, "BAD_DURATION"],
  ["onStartFailure", "ignore", "BAD_OPTION"],
  ["backoff", 100, "BAD_OPTION"],
  ["budget", { restarts: 3 }, "BAD_OPTION"],
  ["success", 0, "BAD_OPTION"],
];

test("otp 15 · a spec without id, without anything to run, or that is none is refused; so are unknown options, which Erlang tolerates", async () => {
  const run = async (): Promise<void> => {};
  const refused: readonly [() => unknown, string, RegExp][] = [
    [() => task(undefined as never, run), "BAD_ID", /undefined/],
    [() => task("", run), "BAD_ID", /the id is ''/],
    [() => task("a/b", run), "BAD_ID", /a\/b/],
    [() => task("child", undefined as never), "BAD_SPEC", /child.*undefined.*function/s],
    [() => service("child", {} as never), "BAD_SPEC", /child.*function/s],
    [() => supervisor("root", [undefined as never]), "BAD_SPEC", /root.*children\[0\].*undefined/s],
    [() => supervisor("root", [{ id: "child" } as never]), "BAD_SPEC", /root.*children\[0\]/s],
    [() => supervisor("root", [[] as never]), "BAD_SPEC", /root.*children\[0\]/s],
    [() => task("child", run, { shutdwn: 5 } as never), "BAD_OPTION", /shutdwn.*did you mean "shutdown"/is],
    [() => supervisor("root", { foo: 42 } as never), "BAD_OPTION", /"foo" is 42/],
  ];
  for (const [make, code, says] of refused) {
    const error = await refusalOf(make);
    assert.equal(error.code, code, String(make));
    assert.match(error.message, says);
  }
});

test("otp 26 · each wrong part of a spec is refused with an error of its own, also by startChild and checkSpecs, before anything starts", async () => {
  const sibling = scripted("sibling");
  const { app } = await grow(supervisor("root", [sibling.spec]));
  for (const [option, value, code] of WRONG_OF_A_CHILD) {
    const refusal = await refusalOf(() => task("child", idle, { [option]: value }));
    assert.equal(refusal.code, code, `${option}: ${refusal.message}`);
    assert.match(refusal.message, new RegExp(`^child: option "${option}`));
    // A spec of the same shape that no function of the library made is looked at where it enters a tree.
    const handMade = { ...task("child", idle), options: { [option]: value } } as Spec;
    assert.equal((await refusalOf(() => app.startChild(handMade))).code, code, option);
    assert.equal((await refusalOf(() => app.checkSpecs([handMade]))).code, code, option);
  }
  assert.equal((await refusalOf(() => app.checkSpecs("none" as never))).code, "BAD_SPEC");
  assert.equal((await refusalOf(() => app.startChild("none" as never))).code, "BAD_SPEC");
  assert.deepEqual(
    app.whichChildren().map(({ id }) => id),
    ["sibling"],
  );
});

test("otp 26 · every legal combination of restart type, shutdown and kind of child is taken", async () => {
  const { app } = await grow(supervisor("root"));
  const specs: Spec[] = [];
  for (const restart of RESTART_TYPES) {
    for (const shutdown of SHUTDOWNS) {
      const name = `${restart}-${shutdown}`;
      specs.push(
        task(`task-${name}`, idle, { restart, shutdown }),
        service(`service-${name}`, () => ({ start() {}, stop() {} }), { restart, shutdown }),
        supervisor(`supervisor-${name}`, { restart, shutdown }),
        dynamicSupervisor(`dynamic-${name}`, { restart, shutdown }),
      );
    }
  }
  app.checkSpecs(specs);
  for (const spec of specs) await app.startChild(spec);
  assert.deepEqual(app.countChildren(), { specs: 60, active: 60, supervisors: 30, workers: 30 });
});

test("otp 26 · two children of one supervisor with one id are refused; of two supervisors they are not", async () => {
  const [one, two] = [scripted<string>("same"), scripted<string>("same")];
  const refusal = await refusalOf(() => supervisor("root", [one.spec, two.spec]));
  assert.equal(refusal.code, "DUPLICATE_ID");
  assert.deepEqual(refusal.details, { path: "root/same", id: "same", indices: [0, 1] });
  const { app } = await grow(supervisor("root", [one.spec, supervisor("nested", [two.spec])]));
  assert.equal((await refusalOf(() => app.checkSpecs([two.spec, two.spec]))).code, "DUPLICATE_ID");
  assert.equal((await refusalOf(() => app.startChild(two.spec))).code, "ALREADY_STARTED");
});

test("otp 27 · significant must be a boolean, and is refused where the supervisor or the restart type contradicts it", async () => {
  const significant = (options: ChildOptions): Spec => task("child", idle, options);
  assert.equal((await refusalOf(() => significant({ significant: 1 as never }))).code, "BAD_OPTION");
  for (const autoShutdown of ["never", "any-significant", "all-significant"] as const) {
    const { app } = await grow(supervisor("root", { autoShutdown }));
    for (const restart of [undefined, ...RESTART_TYPES]) {
      for (const flag of [undefined, true, false]) {
        const options: ChildOptions = { ...(restart && { restart }), ...(flag !== undefined && { significant: flag }) };
        const make = (): unknown => app.checkSpecs([significant(options)]);
        const isPermanent = restart === undefined || restart === "permanent";
        if (flag === true && (isPermanent || autoShutdown === "never")) {
          const refusal = await refusalOf(make);
          assert.equal(refusal.code, "BAD_COMBINATION");
          assert.match(refusal.message, isPermanent ? /"significant" and "restart"/ : /"significant" and "autoShutdown"/);
        } else make();
      }
    }
  }
  // Erlang takes keys that it does not know.
  assert.equal((await refusalOf(() => significant({ extra: true } as never))).code, "BAD_OPTION");
});

test("otp 28 · a wrong strategy, intensity, window or auto-shutdown is refused, each with an error; so are unknown options, which Erlang ignores", async () => {
  const wrong: readonly Wrong[] = [
    ["strategy", "none_for_one", "BAD_OPTION"],
    ["strategy", null, "BAD_OPTION"],
    ["intensity", 3, "BAD_OPTION"],
    ["intensity", { restarts: -1, within: "1s" }, "BAD_OPTION"],
    ["intensity", { restarts: 0.5, within: "1s" }, "BAD_OPTION"],
    ["intensity", { restarts: "3", within: "1s" }, "BAD_OPTION"],
    ["intensity", { restarts: 3 }, "BAD_OPTION"],
    ["intensity", { restarts: 3, within: 0 }, "BAD_DURATION"],
    ["intensity", { restarts: 3, within: Infinity }, "BAD_DURATION"],
    ["intensity", { restarts: 3, within: "soon" }, "BAD_DURATION"],
    ["autoShutdown", "invalid", "BAD_OPTION"],
    ["autoShutdown", true, "BAD_OPTION"],
    ["boot", "parallel", "BAD_OPTION"],
    ["maxChildren", -1, "BAD_OPTION"],
    ["unknown", 42, "BAD_OPTION"],
  ];
  for (const [option, value, code] of wrong) {
    const refusal = await refusalOf(() => supervisor("root", { [option]: value } as SupervisorOptions));
    assert.equal(refusal.code, code, refusal.message);
    assert.match(refusal.message, new RegExp(`^root: option "${option}`));
  }
  for (const options of ["one-for-all", 42, null, () => ({})]) {
    assert.equal((await refusalOf(() => supervisor("root", options as never))).code, "BAD_OPTION");
  }
  // Not a whole number to Erlang, but useful: it never gives up.
  await grow(supervisor("root", { intensity: { restarts: Infinity, within: "1s" } }));
});

test("otp 61 · a dynamic supervisor takes no auto-shutdown but never", async () => {
  for (const autoShutdown of ["any-significant", "all-significant"] as const) {
    const refusal = await refusalOf(() => dynamicSupervisor("pool", { autoShutdown: autoShutdown as never }));
    assert.equal(refusal.code, "BAD_COMBINATION");
    assert.deepEqual(refusal.details["options"], ["autoShutdown", "dynamic"]);
  }
  const { app } = await grow(dynamicSupervisor("pool", { autoShutdown: "never" }));
  const instance = scripted("instance", { restart: "temporary", significant: true });
  assert.equal((await refusalOf(() => app.startChild(instance.spec))).code, "BAD_COMBINATION");
});
