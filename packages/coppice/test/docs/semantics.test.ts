import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { suite, test } from "node:test";
import { readMailbox } from "../../src/actor/mailbox-options.ts";
import { readPolicy } from "../../src/child/policy.ts";
import { ERROR_KINDS } from "../../src/error.ts";
import { type Exit, isAbnormal } from "../../src/exit.ts";
import { readStreamOptions } from "../../src/kind/tasks/stream-options.ts";
import { programKind } from "../../src/kind/program/program-kind.ts";
import { PROGRAM_DEFAULTS } from "../../src/kind/program/program-options.ts";
import { type Backoff, backoff } from "../../src/restart/backoff.ts";
import { isRestarted, type RestartType } from "../../src/restart/restart-type.ts";
import { readSettings } from "../../src/supervisor/settings.ts";
import { fromModule, type Isolation } from "../../src/spec/from-module.ts";
import { actor } from "../../src/spec/actor.ts";
import { pool } from "../../src/spec/pool.ts";
import { program } from "../../src/spec/program.ts";
import { registry } from "../../src/spec/registry.ts";
import { thread } from "../../src/spec/thread.ts";
import { topics } from "../../src/spec/topics.ts";
import { supervisorKind } from "../../src/supervisor/supervisor-kind.ts";
import { formatDuration } from "../../src/time/duration.ts";
import { meant } from "./meant.ts";
import { cell, columns, Page } from "./page.ts";
import { errorMeanings, exitVariants, membersOf, sourceOf } from "./source.ts";

const page = new Page("docs/semantics.md");

/** A value as the table shows it: what is off, and what is not there, are one. */
function shown(value: unknown): unknown {
  return value === false ? undefined : value;
}

/** The options of a backoff as its waits show them. */
function optionsOf(waits: Backoff): Record<string, number> {
  const initial = waits.delay(1, 0.5);
  return {
    first: waits.delay(0, 0.5),
    initial,
    factor: waits.delay(2, 0.5) / initial,
    max: waits.delay(1_000, 0.5),
    jitter: 1 - waits.delay(1, 0) / initial,
    resetAfter: waits.resetAfter,
  };
}

suite("docs/semantics.md says what the code says", () => {
  test("exits: every type, whether it is abnormal, and what it carries", () => {
    const rows = page.table("Exits");
    const variants = exitVariants();
    const abnormal = Object.fromEntries(
      Object.keys(variants).map((type) => [type, isAbnormal({ type } as unknown as Exit) ? "yes" : "no"]),
    );
    assert.deepEqual(columns(rows, "Type", "Abnormal"), abnormal);
    const carried = Object.fromEntries(rows.map((row) => [cell(row, "Type"), cell(row, "Carries").split(", ").filter(Boolean)]));
    assert.deepEqual(carried, variants);
  });

  test("restart types: who is restarted after which exits", () => {
    const said = page
      .table("Restart types")
      .map((row) => [
        cell(row, "Restart type"),
        cell(row, "after normal, shutdown") === "restarted",
        cell(row, "after an abnormal exit") === "restarted",
      ]);
    const failed: Exit = { type: "failed", error: { name: "Error", message: "" } };
    const held = said.map(([type]) => [
      type,
      isRestarted(type as RestartType, { type: "normal" }) && isRestarted(type as RestartType, { type: "shutdown" }),
      isRestarted(type as RestartType, failed),
    ]);
    assert.deepEqual(said, held);
    assert.deepEqual(
      said.map(([type]) => type),
      Array.from(sourceOf("restart/restart-type.ts").matchAll(/^ {2}(\w+): \{ normal/gm), ([, type]) => type),
    );
  });

  test("backoff: the waits that the defaults make", () => {
    const waits = backoff({});
    for (const [failure, wait] of Object.entries(columns(page.table("Backoff"), "Failure in a row", "Wait with the defaults"))) {
      assert.equal(formatDuration(waits.delay(Number(failure) - 1, 0.5)), wait, `failure ${failure}`);
    }
  });

  test("budget: what happens when it is spent, for each value of onExhausted", () => {
    const said = page.table("Budget").map((row) => cell(row, "onExhausted"));
    const [, values = ""] = /readonly onExhausted\?: (.*);/.exec(sourceOf("child/options.ts")) ?? [];
    assert.deepEqual(
      said,
      values.split(" | ").map((value) => meant(value)),
    );
  });

  test("significant children: the values of autoShutdown", () => {
    const said = page.table("Significant children").map((row) => cell(row, "autoShutdown"));
    const [, values = ""] = /type AutoShutdown = (.*);/.exec(sourceOf("child/supervisor-options.ts")) ?? [];
    assert.deepEqual(
      said,
      values.split(" | ").map((value) => meant(value)),
    );
  });

  test("error codes: every one, with its kind and its meaning", () => {
    const rows = page.table("Error codes");
    assert.deepEqual(columns(rows, "Code", "Kind"), ERROR_KINDS);
    assert.deepEqual(columns(rows, "Code", "Meaning"), errorMeanings());
  });

  test("defaults: of every child, and of supervisors", () => {
    const rows = page.table("Options of every child");
    assert.deepEqual(rows.map((row) => cell(row, "Option")).toSorted(), membersOf("child/options.ts", "ChildOptions").toSorted());
    const everybody = readPolicy({}) as unknown as Record<string, unknown>;
    const supervisors = readPolicy({}, {}, supervisorKind.defaults) as unknown as Record<string, unknown>;
    for (const row of rows) {
      const option = cell(row, "Option");
      assert.equal(shown(everybody[option]), meant(cell(row, "Default")), option);
      assert.equal(shown(supervisors[option]), meant(cell(row, "Of supervisors")), `${option} of supervisors`);
    }
  });

  test("defaults: which of them a supervisor's `defaults` may change", () => {
    const [, said = ""] = /`defaults` may give (.*?);/s.exec(page.text) ?? [];
    const [, picked = ""] = /type ChildDefaults = Pick<\s*ChildOptions,(.*?)>/s.exec(sourceOf("child/options.ts")) ?? [];
    const names = (text: string, mark: string): string[] =>
      Array.from(text.matchAll(new RegExp(`${mark}(\\w+)${mark}`, "g")), ([, name = ""]) => name).toSorted();
    assert.deepEqual(names(said, "`"), names(picked, '"'));
  });

  test("defaults: of a supervisor's own options", () => {
    const said = columns(page.table("Options of a supervisor"), "Option", "Default");
    assert.deepEqual(Object.keys(said), membersOf("child/supervisor-options.ts", "SupervisorOptions"));
    const settings = readSettings({ options: {}, children: [], dynamic: false }, "root");
    const held = {
      strategy: `"${settings.strategy}"`,
      intensity: `{ restarts: ${settings.intensity.restarts}, within: "${settings.intensity.within / 1_000}s" }`,
      defaults: "none",
      autoShutdown: `"${settings.autoShutdown}"`,
      boot: settings.concurrent ? '"concurrent"' : '"sequential"',
      maxChildren: String(settings.maxChildren),
    };
    assert.deepEqual(said, held);
  });

  test("defaults: of a program's own options", () => {
    const said = columns(page.table("Options of a program"), "Option", "Default");
    assert.deepEqual(Object.keys(said), membersOf("kind/program/program-options.ts", "ProgramOptions"));
    const held: Readonly<Record<string, unknown>> = PROGRAM_DEFAULTS;
    for (const [option, text] of Object.entries(said)) assert.equal(held[option], meant(text), option);
    assert.deepEqual(readPolicy({}, {}, programKind.defaults).success, [0]);
  });

  test("defaults: of a thread's own options", () => {
    const said = columns(page.table("Options of a thread"), "Option", "Default");
    const declared = [
      ...membersOf("spec/hosted-options.ts", "HostedOptions"),
      ...membersOf("kind/thread/thread-body.ts", "ThreadLimits"),
      ...membersOf("kind/thread/thread-body.ts", "ThreadOutputs"),
    ];
    assert.deepEqual(Object.keys(said), declared);
    const { ready, heartbeat, args, limits, outputs } = thread("one", "file:///one.js").body;
    const held: Record<string, unknown> = { ready, heartbeat, args: args ?? undefined, ...limits, ...outputs };
    for (const [option, text] of Object.entries(said)) assert.equal(held[option], meant(text), option);
  });

  test("defaults: of a stream of tasks", () => {
    const said = columns(page.table("Options of a stream of tasks"), "Option", "Default");
    assert.deepEqual(Object.keys(said), membersOf("kind/tasks/task-supervisor.ts", "TaskStreamOptions"));
    const held: Record<string, unknown> = { ...readStreamOptions("tasks", {}) };
    assert.equal(held["concurrency"], availableParallelism());
    for (const [option, text] of Object.entries(said))
      if (option !== "concurrency") assert.equal(held[option], meant(text), option);
  });

  test("defaults: of an actor's own options", () => {
    const said = columns(page.table("Options of an actor"), "Option", "Default");
    const { "children.intensity": intensity, accepts, ...rest } = said;
    assert.deepEqual(Object.keys(said), [
      ...membersOf("actor/mailbox-options.ts", "MailboxOptions").map((option) => `mailbox.${option}`),
      ...membersOf("actor/actor-children.ts", "ActorChildrenOptions").map((option) => `children.${option}`),
      "accepts",
    ]);
    const { restarts, within } = readSettings({ options: {}, children: [], dynamic: true }, "root").intensity;
    assert.equal(intensity, `{ restarts: ${restarts}, within: "${within / 1_000}s" }`);
    assert.equal(actor("one", { receive: {} }).body.accepts, meant(String(accepts)));
    const mailbox = Object.entries(readMailbox(undefined, undefined)).map(([option, value]) => [`mailbox.${option}`, value]);
    const held: Record<string, unknown> = { ...Object.fromEntries(mailbox), "children.maxChildren": Number.POSITIVE_INFINITY };
    for (const [option, text] of Object.entries(rest)) assert.equal(shown(held[option]), meant(text), option);
  });

  test("defaults: of registries, topics and pools", () => {
    const rows = page.table("Options of registries, topics and pools");
    const declared = [
      ...membersOf("spec/registry-options.ts", "RegistryOptions").map((option) => `registry ${option}`),
      ...membersOf("spec/topics-options.ts", "TopicsOptions").map((option) => `topics ${option}`),
      ...membersOf("spec/pool-options.ts", "PoolOptions").map((option) => `pool ${option}`),
    ];
    assert.deepEqual(
      rows.map((row) => `${cell(row, "Of")} ${cell(row, "Option")}`),
      declared,
    );
    const { size, route, drain } = pool("one", { receive: {} }).body.plan;
    const held: Record<string, unknown> = { ...registry("one").body, ...topics("one").body, size, route, drain };
    for (const row of rows) assert.equal(held[cell(row, "Option")], meant(cell(row, "Default")), cell(row, "Option"));
  });

  test("defaults: of a module program's own options", () => {
    const said = columns(page.table("Options of a module program"), "Option", "Default");
    const declared = [
      ...membersOf("spec/hosted-options.ts", "HostedOptions"),
      ...membersOf("spec/module-program-options.ts", "ModuleProgramOptions"),
    ];
    assert.deepEqual(Object.keys(said), declared);
    const { ready, heartbeat, args, maxHeapMb, execArgv } = program("one", new URL("file:///one.js")).body;
    const held: Record<string, unknown> = { ready, heartbeat, args: args ?? undefined, maxHeapMb, execArgv };
    for (const [option, text] of Object.entries(said)) assert.equal(held[option], meant(text), option);
  });

  test("defaults: of a child from a module", () => {
    const { isolation, ...others } = columns(page.table("Options of a child from a module"), "Option", "Default");
    assert.deepEqual(others, {});
    const said = fromModule("one", "file:///one.js");
    const same = fromModule("one", "file:///one.js", { isolation: meant(String(isolation)) as Isolation });
    assert.deepEqual([said.kind, said.body], [same.kind, same.body]);
  });

  test("defaults: of a backoff", () => {
    const said = columns(page.table("Options of a backoff"), "Option", "Default");
    assert.deepEqual(Object.keys(said), membersOf("restart/backoff.ts", "BackoffOptions"));
    const held = optionsOf(backoff({}));
    for (const [option, text] of Object.entries(said)) {
      assert.equal(Math.round((held[option] ?? Number.NaN) * 1e6) / 1e6, meant(text), option);
    }
  });
});
