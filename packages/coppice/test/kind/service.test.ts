import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, IGNORE } from "../../src/child/context.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { errorOf } from "../support/exits.ts";
import { alone } from "../support/lone-place.ts";
import { plant } from "../support/planted-root.ts";
import { never, untilStopped } from "../support/promises.ts";
import { serviceSpec, taskSpec } from "../support/specs.ts";

const idle = { start: () => undefined, stop: () => undefined };

test("a service is ready when start() resolves, and runs until it is stopped", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [serviceSpec("db", ({ sleep }: Context) => ({ ...idle, start: () => sleep("2s") }))]);
  await runtime.advance("1999ms");
  assert.equal(root.child("db").state, "starting");
  await runtime.advance("1ms");
  assert.equal(root.child("db").state, "running");
  await runtime.advance("10h");
  assert.equal(root.child("db").state, "running");
});

test("start() and stop() are called on the service, a class's instance too, made anew for each incarnation", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  class Pool {
    readonly name: string;
    constructor({ incarnation }: Context) {
      this.name = `pool ${incarnation}`;
    }
    start(): void {
      calls.push(`start ${this.name}`);
    }
    stop(): void {
      calls.push(`stop ${this.name}`);
    }
  }
  const root = plant(runtime, [serviceSpec("db", Pool)]);
  await root.supervisor.branch.stopChild("db");
  await root.supervisor.branch.restartChild("db");
  root.supervisor.stop();
  await runtime.settle();
  assert.deepEqual(calls, ["start pool 1", "stop pool 1", "start pool 2", "stop pool 2"]);
});

test("stop() gets the milliseconds that it has, after the signal was aborted, and its end is the exit shutdown", async () => {
  const runtime = virtualRuntime();
  const calls: unknown[] = [];
  const root = plant(runtime, [
    serviceSpec(
      "own",
      ({ signal }: Context) => ({
        ...idle,
        async stop(timeout: number) {
          calls.push(signal.aborted, timeout);
        },
      }),
      { shutdown: "7s" },
    ),
    serviceSpec("default", () => ({ ...idle, stop: (timeout: number) => calls.push(timeout) })),
    serviceSpec("endless", () => ({ ...idle, stop: (timeout: number) => calls.push(timeout) }), { shutdown: Infinity }),
  ]);
  root.supervisor.stop();
  await runtime.settle();
  assert.deepEqual(calls, [Infinity, 5_000, true, 7_000]);
  for (const id of ["own", "default", "endless"]) assert.deepEqual(root.child(id).exit, { type: "shutdown" });
});

test("stop() has the supervisor's default where its own options do not say", async () => {
  const runtime = virtualRuntime();
  const calls: number[] = [];
  const service = serviceSpec("db", () => ({ ...idle, stop: (timeout: number) => calls.push(timeout) }));
  const root = plant(runtime, [service], { defaults: { shutdown: "9s" } });
  root.supervisor.stop();
  await runtime.settle();
  assert.deepEqual(calls, [9_000]);
});

test("a stop() that hangs is bounded by the shutdown time", async () => {
  const runtime = virtualRuntime();
  const root = plant(runtime, [serviceSpec("db", () => ({ ...idle, stop: never }), { shutdown: "3s" })]);
  root.supervisor.stop();
  await runtime.advance("10s");
  assert.deepEqual(root.child("db").exit, { type: "killed", by: "shutdown-timeout", leaked: true });
  assert.equal(root.of("root", "supervisor.stopped")[0]?.at, 3_000);
});

test("a stop() that fails is the exit", async () => {
  const runtime = virtualRuntime();
  const broken = (): never => {
    throw new Error("still in use");
  };
  for (const stop of [broken, async () => broken()]) {
    const { life, place } = alone(
      runtime,
      serviceSpec("db", () => ({ ...idle, stop })),
    );
    life.begin();
    life.stop();
    await runtime.settle();
    assert.equal(errorOf(place.exit).message, "still in use");
  }
});

test("when start() fails, the start has failed, and stop() is not called", async () => {
  const runtime = virtualRuntime();
  const broken = (): never => {
    throw new Error("no such host");
  };
  for (const start of [broken, async () => broken()]) {
    const { life, place } = alone(
      runtime,
      serviceSpec("db", () => ({ start, stop: () => assert.fail("it was stopped") })),
    );
    life.begin();
    await runtime.settle();
    assert.equal(errorOf(place.exit).message, "no such host");
    assert.deepEqual(place.news, ["exited"]);
  }
});

test("a stop during start() aborts the signal; stop() is called, with the time left, only if start() completed", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const service = (id: string, start: (ctx: Context) => Promise<unknown>) =>
    alone(
      runtime,
      serviceSpec(id, (ctx: Context) => ({ start: () => start(ctx), stop: (timeout: number) => calls.push(`${id} ${timeout}`) })),
    );
  const completes = service("completes", async (ctx) => {
    await untilStopped(ctx);
    await new Promise<void>((resolve) => void runtime.after(1_000, resolve));
  });
  const rejects = service("rejects", ({ sleep }) => sleep("1h"));
  for (const { life } of [completes, rejects]) {
    life.begin();
    life.stop();
  }
  await runtime.advance("1s");
  assert.deepEqual(calls, ["completes 4000"]);
  assert.deepEqual(completes.place.exit, { type: "shutdown" });
  assert.deepEqual(rejects.place.exit, { type: "shutdown" });
  assert.deepEqual(completes.place.news, ["exited"]);
});

test("a service that reports itself broken is stopped and exits with that error", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const root = plant(runtime, [
    serviceSpec("db", ({ fail, incarnation }: Context) => ({
      start: () => incarnation === 1 && runtime.after(1_000, () => fail(new Error("connection lost"))),
      stop: () => calls.push(`stop ${incarnation}`),
    })),
  ]);
  await runtime.advance("1s");
  assert.deepEqual(calls, ["stop 1"]);
  assert.equal(errorOf(root.of("root/db", "child.exited")[0]?.["exit"]).message, "connection lost");
  assert.equal(root.child("db").incarnation, 2);
});

test("a service ends by ctx.shutdown(info), once it is stopped", async () => {
  const runtime = virtualRuntime();
  const calls: string[] = [];
  const { life, place } = alone(
    runtime,
    serviceSpec("db", ({ shutdown }: Context) => ({
      start: () => runtime.after(1_000, () => shutdown({ served: 3n })),
      stop: () => calls.push("stop"),
    })),
  );
  life.begin();
  await runtime.advance("1s");
  assert.deepEqual(calls, ["stop"]);
  assert.deepEqual(place.exit, { type: "shutdown", info: { served: "3" } });
});

test("what siblings use is the service object", async () => {
  const runtime = virtualRuntime();
  const pool = { ...idle, query: () => 42 };
  const db = serviceSpec<typeof pool>("db", () => pool);
  const answers: number[] = [];
  plant(runtime, [
    db,
    taskSpec("web", async ({ use }) => {
      answers.push(use(db).query());
      await never();
    }),
  ]);
  await runtime.settle();
  assert.deepEqual(answers, [42]);
});

test("what is no service is refused with what was expected, what came and how to mend it", () => {
  const runtime = virtualRuntime();
  const wrong: [unknown, RegExp][] = [
    [undefined, /factory of lone\/db answered undefined: expected an object with start\(\) and stop\(timeout\)\. .*`return`/],
    [{}, /Add what is missing/],
    [{ start: idle.start }, /stop of lone\/db is undefined: expected a function/],
    [{ run: never }, /with run\(\), it is a task/],
    [{ ...idle, checkHealth: true }, /checkHealth of lone\/db is true: expected a function/],
    [Promise.reject(new Error("never heard")), /Make the factory itself synchronous, and await in start\(\)/],
  ];
  for (const [answer, message] of wrong) {
    const { life, place } = alone(
      runtime,
      serviceSpec("db", () => answer),
    );
    life.begin();
    const error = errorOf(place.exit);
    assert.equal(error.code, "BAD_CHILD");
    assert.match(error.message, message);
    assert.deepEqual(place.news, ["exited"]);
  }
});

test("a service with a health check starts; nothing asks for it yet", async () => {
  const runtime = virtualRuntime();
  const service = { ...idle, checkHealth: () => assert.fail("it was checked") };
  const { life, place } = alone(
    runtime,
    serviceSpec("db", () => service),
  );
  life.begin();
  await runtime.advance("1h");
  assert.deepEqual(place.news, ["ready"]);
});

test("a service's factory may answer IGNORE", () => {
  const { life, place } = alone(
    virtualRuntime(),
    serviceSpec("db", () => IGNORE),
  );
  life.begin();
  assert.deepEqual(place.news, ["ignored"]);
});
