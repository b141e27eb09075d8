import assert from "node:assert/strict";
import { test } from "node:test";
import type { Context } from "../../src/child/context.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { errorOf } from "../support/exits.ts";
import { alone } from "../support/lone-place.ts";
import { plant } from "../support/planted-root.ts";
import { never } from "../support/promises.ts";
import { workerSpec } from "../support/specs.ts";

test("a worker with run lives as a task: it may end by itself", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  class Importer {
    async initialize(): Promise<void> {
      calls.push("initialize");
    }
    async run(): Promise<void> {
      calls.push("run");
    }
    shutdown(): void {
      calls.push("shutdown");
    }
  }
  const { life, place } = alone(runtime, workerSpec("importer", Importer));
  life.begin();
  await runtime.settle();
  assert.deepEqual(calls, ["initialize", "run", "shutdown"]);
  assert.deepEqual(place.exit, { type: "normal" });
});

test("a worker with start and stop lives as a service: until it is stopped", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const pool = { start: () => calls.push("start"), stop: (timeout: number) => calls.push(`stop ${timeout}`) };
  const { life, place } = alone(
    runtime,
    workerSpec("pool", () => pool, { ready: "signal" }),
  );
  life.begin();
  await runtime.advance("1h");
  assert.deepEqual(place.news, ["ready"], "ready: signal is about tasks");
  assert.equal(life.instance, pool);
  life.stop();
  assert.deepEqual(calls, ["start", "stop 5000"]);
  assert.deepEqual(place.exit, { type: "shutdown" });
});

test("a worker that answers a promise lives as a function task", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    workerSpec("poller", async ({ sleep }: Context) => sleep("1s")),
  );
  life.begin();
  assert.deepEqual(place.news, ["ready"]);
  await runtime.advance("1s");
  assert.deepEqual(place.exit, { type: "normal" });
});

test("with ready: signal, a worker that lives as a task is ready when it says so", async () => {
  const runtime = virtualRuntime();
  const { life, place } = alone(
    runtime,
    workerSpec(
      "poller",
      async ({ sleep, ready }: Context) => {
        await sleep("1s");
        ready();
        await never();
      },
      { ready: "signal" },
    ),
  );
  life.begin();
  await runtime.settle();
  assert.deepEqual(place.news, []);
  await runtime.advance("1s");
  assert.deepEqual(place.news, ["ready"]);
});

test("a worker may be a task in one incarnation and a service in the next", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [
    workerSpec("either", ({ incarnation }: Context) =>
      incarnation === 1 ? { run: async () => undefined } : { start: () => undefined, stop: () => undefined },
    ),
  ]);
  await runtime.advance("1h");
  assert.equal(root.child("either").incarnation, 2);
  assert.equal(root.child("either").state, "running");
});

test("with both run and start it lives as a task", () => {
  const { life, place } = alone(
    virtualRuntime(),
    workerSpec("both", () => ({ run: never, start: () => assert.fail("it was started"), stop: never })),
  );
  life.begin();
  assert.deepEqual(place.news, ["ready"]);
});

test("what is no worker is refused with what would be one", () => {
  for (const answer of [undefined, 1, {}, { stop: never }]) {
    const { life, place } = alone(
      virtualRuntime(),
      workerSpec("w", () => answer),
    );
    life.begin();
    const error = errorOf(place.exit);
    assert.equal(error.code, "BAD_CHILD");
    assert.match(error.message, /expected a promise, an object with run\(ctx\), or one with start\(\) and stop\(timeout\)/);
  }
});
