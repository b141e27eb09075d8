import assert from "node:assert/strict";
import { once } from "node:events";
import { constants } from "node:os";
import { suite, test } from "node:test";
import type { MainSignal, ProcessPort } from "../../src/app/process-port.ts";
import { runOn } from "../../src/app/run-main.ts";
import { start } from "../../src/app/start.ts";
import { WATCHDOG_DEFAULTS } from "../../src/app/watchdog-options.ts";
import type { Spec } from "../../src/child/contract.ts";
import { type AnyEvent, SEVERITIES, type Severity } from "../../src/event/event.ts";
import { EventBus } from "../../src/event/event-bus.ts";
import { HISTORY_CAPACITY } from "../../src/event/event-history.ts";
import { STREAM_CAPACITY } from "../../src/event/event-stream.ts";
import { WATCHDOG_EXIT_CODE } from "../../src/fault/watchdog/settings.ts";
import { supervisor } from "../../src/spec/supervisor.ts";
import type { SupervisorSpec } from "../../src/spec/supervisor-spec.ts";
import { task } from "../../src/spec/task.ts";
import { virtualRuntime, type VirtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { meant } from "./meant.ts";
import { cell, Page } from "./page.ts";

const page = new Page("docs/semantics.md");

suite("docs/semantics.md says what the calls on a tree do", () => {
  test("defaults: of the calls on a tree", async () => {
    const said = Object.fromEntries(
      page.table("Other defaults").map((row) => [`${cell(row, "Where")} ${cell(row, "Option")}`, meant(cell(row, "Default"))]),
    );
    assert.deepEqual(said, {
      "app.stream() capacity": STREAM_CAPACITY,
      "app.stream() severity": await leastOf(streamed),
      "app.subscribe() severity": await leastOf(subscribed),
      "history capacity": HISTORY_CAPACITY,
      "history severity": await leastOf(kept),
      "app.stop() deadline": await deadlineOf((spec, runtime) => start(spec, { runtime }).then((app) => void app.stop())),
      "runMain() deadline": await deadlineOf(
        async (spec, runtime) => void runOn(silentProcess(), spec, { runtime, onReady: (app) => void app.stop() }),
      ),
      "watchdog limit": WATCHDOG_DEFAULTS.limit,
      "watchdog fatal": WATCHDOG_DEFAULTS.fatal,
    });
  });

  test("the process: the exit codes of runMain, each as it comes about", async () => {
    const said = page.table("The process").map((row) => cell(row, "Exit code"));
    const stubborn = task("stubborn", () => new Promise(() => undefined), { shutdown: "10m" });
    const broken = task("broken", async () => Promise.reject(new Error("broken")), { restart: "permanent" });
    const codes = [
      await codeOf([task("well", async ({ shutdownTree }) => shutdownTree())], []),
      await codeOf([broken], []),
      await codeOf([stubborn], ["SIGTERM"]),
      await codeOf([stubborn], ["SIGTERM", "SIGINT"]),
    ];
    assert.deepEqual(codes, [0, 1, 75, 128 + constants.signals.SIGINT]);
    // The watchdog's comes about in processes of their own: test/fault/watchdog.
    assert.deepEqual(said, ["0", "1", String(WATCHDOG_EXIT_CODE), "75", "128 + n"]);
  });
});

/** The least severity that a way of listening is told of unless it asks for another. */
async function leastOf(listen: (bus: EventBus) => () => Promise<readonly AnyEvent[]>): Promise<Severity | undefined> {
  const bus = new EventBus(virtualRuntime(), { history: true });
  const heard = listen(bus);
  for (const severity of SEVERITIES) bus.emit("some.event", severity, "root");
  bus.close();
  return (await heard()).map(({ severity }) => severity)[0];
}

function subscribed(bus: EventBus): () => Promise<readonly AnyEvent[]> {
  const events: AnyEvent[] = [];
  bus.subscribe((event) => events.push(event));
  return async () => events;
}

function streamed(bus: EventBus): () => Promise<readonly AnyEvent[]> {
  const stream = bus.stream();
  return async () => {
    const events: AnyEvent[] = [];
    for await (const event of stream) if (event.type !== "gap") events.push(event as AnyEvent);
    return events;
  };
}

function kept(bus: EventBus): () => Promise<readonly AnyEvent[]> {
  return async () => bus.history?.snapshot().events ?? [];
}

/** How long a stop may take: what a child that has ten days, and takes them, is killed after. Infinity: it is not. */
async function deadlineOf(stopped: (spec: SupervisorSpec, runtime: VirtualRuntime) => Promise<void>): Promise<number> {
  const runtime = virtualRuntime();
  let gone: number | undefined;
  const slow = task(
    "slow",
    async ({ defer, signal }) => {
      defer(() => (gone ??= runtime.now()));
      await once(signal, "abort");
      await new Promise(() => undefined);
    },
    { shutdown: "240h" },
  );
  await stopped(supervisor("root", [slow]), runtime);
  await runtime.advance("239h");
  return gone ?? Infinity;
}

function silentProcess(signals: readonly MainSignal[] = []): ProcessPort {
  return {
    onSignal: (signal, call) => {
      if (signals.includes(signal)) setImmediate(call);
      return () => undefined;
    },
    hold: () => () => undefined,
    write: (_text, then) => then(),
    exit: () => undefined,
  };
}

/** The code that a program of these children ends with, given these signals one after another. */
async function codeOf(children: readonly Spec[], signals: readonly MainSignal[]): Promise<number | undefined> {
  const runtime = virtualRuntime();
  let code: number | undefined;
  void runOn(silentProcess(signals), supervisor("root", children), { runtime }).then((its) => (code = its));
  await runtime.advance("30s");
  return code;
}
