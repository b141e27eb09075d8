import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import {
  type CoppiceError,
  isCoppiceError,
  service,
  start,
  supervisor,
  task,
  type TreeEvent,
  type TreeEventSource,
} from "../../src/index.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { broken, noted, untilStopped } from "./children.ts";

/** What a call rejects with; fails the test when it is no error of the library. */
async function rejection(call: Promise<unknown>): Promise<CoppiceError> {
  const error: unknown = await call.then(
    () => assert.fail("expected a rejection"),
    (reason: unknown) => reason,
  );
  assert.ok(isCoppiceError(error), String(error));
  return error;
}

test("start: resolves once all of the tree is ready", async () => {
  const runtime = virtualRuntime();
  const slow = task("slow", async (ctx) => (await ctx.sleep("2s"), ctx.ready(), await untilStopped(ctx)), { ready: "signal" });
  const starting = start(supervisor("shop", {}, [task("first", untilStopped), supervisor("web", {}, [slow])]), { runtime });
  let isUp = false;
  void starting.then(() => (isUp = true));
  await runtime.advance("1s");
  assert.equal(isUp, false);
  await runtime.advance("1s");
  const app = await starting;
  assert.equal(app.child("web/slow").info().state, "running");
  assert.deepEqual([app.id, app.path, app.info().state, app.info().kind], ["shop", "shop", "running", "supervisor"]);
  await app.stop();
});

test("start: a failure rejects with START_FAILED, naming the chain of paths down to the first cause", async () => {
  const boom = new TypeError("no such column");
  const spec = supervisor("shop", {}, [
    supervisor("db", {}, [
      task("cache", untilStopped),
      supervisor("pool", {}, [
        service("conn", () => ({
          start: () => Promise.reject(boom),
          stop: () => undefined,
        })),
      ]),
    ]),
  ]);
  const error = await rejection(start(spec, { runtime: virtualRuntime() }));
  assert.equal(error.code, "START_FAILED");
  assert.equal(
    error.message,
    "shop did not start: shop/db did not start: shop/db/pool did not start: shop/db/pool/conn failed: TypeError: no such column",
  );
  assert.deepEqual(error.details, {
    path: "shop/db/pool/conn",
    paths: ["shop", "shop/db", "shop/db/pool", "shop/db/pool/conn"],
  });
  let cause = error.cause as { readonly name: string; readonly message: string; readonly cause?: typeof cause };
  while (cause.cause !== undefined) ({ cause } = cause);
  assert.deepEqual([cause.name, cause.message], ["TypeError", "no such column"]);
});

test("start: of two children with the same failure, the chain names the one that failed", async () => {
  const failing = { restart: "temporary", onStartFailure: "policy" } as const;
  const spec = supervisor("shop", {}, [
    service("a", () => ({ start: () => Promise.reject(new Error("boom")), stop: () => undefined }), failing),
    service("b", () => ({ start: () => Promise.reject(new Error("boom")), stop: () => undefined })),
  ]);
  const error = await rejection(start(spec, { runtime: virtualRuntime() }));
  assert.deepEqual(error.details["paths"], ["shop", "shop/b"]);
});

test("start: rejects only after those that were up have stopped, in reverse order", async () => {
  const runtime = virtualRuntime();
  const log: string[] = [];
  const lingering = service("lingering", () => ({
    start: () => undefined,
    stop: async () => {
      await new Promise<void>((resolve) => void runtime.after(3_000, resolve));
      log.push("stop lingering");
    },
  }));
  const bad = service("bad", () => ({ start: () => Promise.reject(new Error("boom")), stop: () => undefined }));
  const failure = rejection(start(supervisor("shop", {}, [service("a", noted(log, "a")), lingering, bad]), { runtime }));
  void failure.then(() => log.push("rejected"));
  await runtime.advance("2s");
  assert.deepEqual(log, ["start a"]);
  await runtime.advance("1s");
  assert.deepEqual(log, ["start a", "stop lingering", "stop a", "rejected"]);
});

test("start: a child that is not ready in time is named with what was allowed", async () => {
  const runtime = virtualRuntime();
  const never = task("never", untilStopped, { ready: "signal", startTimeout: "2s" });
  const failure = rejection(start(supervisor("shop", {}, [never]), { runtime }));
  await runtime.advance("2s");
  const error = await failure;
  assert.equal(error.message, "shop did not start: shop/never was not ready within 2000 ms");
  assert.deepEqual(error.details, { path: "shop/never", paths: ["shop", "shop/never"] });
});

test("start: a root that gives up before it is ready rejects with START_FAILED, down to the child", async () => {
  const spent = { onStartFailure: "policy", budget: { restarts: 0, within: "1m" } } as const;
  const bad = service("bad", () => ({ start: () => Promise.reject(new Error("boom")), stop: () => undefined }), spent);
  const error = await rejection(start(supervisor("shop", {}, [bad]), { runtime: virtualRuntime() }));
  assert.equal(error.code, "START_FAILED");
  assert.match(error.message, /^shop did not start: it gave up \(budget\): shop\/bad failed: Error: boom$/);
  assert.deepEqual(error.details["paths"], ["shop", "shop/bad"]);
});

test("start: the root's own startTimeout bounds the start of the whole", async () => {
  const runtime = virtualRuntime();
  const never = task("never", untilStopped, { ready: "signal" });
  const failure = rejection(start(supervisor("shop", { startTimeout: "3s" }, [never]), { runtime }));
  await runtime.advance("3s");
  const error = await failure;
  assert.equal(error.code, "START_FAILED");
  assert.equal(error.message, "shop did not start: it was not ready within 3000 ms");
});

test("start: a tree that is ready keeps no timer of its startTimeout", async () => {
  const runtime = virtualRuntime();
  const app = await start(supervisor("shop", { startTimeout: "3s" }, [task("a", untilStopped)]), { runtime });
  assert.equal(runtime.pending, 0);
  await app.stop();
});

test("start: a child that shuts the tree down meanwhile makes it reject with CANCELLED", async () => {
  const quits = task("quits", (ctx) => (ctx.shutdownTree(), untilStopped(ctx)), { ready: "signal" });
  const error = await rejection(start(supervisor("shop", {}, [quits]), { runtime: virtualRuntime() }));
  assert.equal(error.code, "CANCELLED");
});

test("start: what is no supervisor is refused, with how to mend it", async () => {
  const lone = await rejection(start(task("http", untilStopped)));
  assert.equal(lone.code, "BAD_SPEC");
  assert.match(lone.message, /was given the task "http": .* wrap it in supervisor\(…\)/);
  for (const wrong of [undefined, null, [], "shop", {}, supervisor]) {
    const error = await rejection(start(wrong as never));
    assert.equal(error.code, "BAD_SPEC");
    assert.match(error.message, /expected a supervisor's spec/);
  }
});

test("start: wrong event options are refused before anything starts", async () => {
  let begun = false;
  const spec = supervisor("shop", {}, [task("a", async () => void (begun = true))]);
  const error = await rejection(start(spec, { history: { capacity: -1 } }));
  assert.equal(error.code, "BAD_OPTION");
  assert.equal(begun, false);
});

test("start: one spec may be started many times, side by side", async () => {
  const runtime = virtualRuntime();
  const spec = supervisor("shop", {}, [task("a", untilStopped)]);
  const [one, other] = await Promise.all([start(spec, { runtime }), start(spec, { runtime })]);
  await one.stop();
  assert.equal(other.child("a").info().state, "running");
  await other.stop();
});

test("start: inside a child of another tree, the new tree is nobody's child", async () => {
  const runtime = virtualRuntime();
  const contexts: unknown[] = [];
  const inner = supervisor("inner", {}, [task("a", untilStopped)]);
  const outer = await start(
    supervisor("outer", {}, [
      task(
        "embeds",
        async (ctx) => {
          const app = await start(inner, {
            runtime,
            listen: (events) => void events.subscribe(() => contexts.push(runtime.current())),
          });
          ctx.ready();
          await untilStopped(ctx);
          await app.stop();
        },
        { ready: "signal" },
      ),
    ]),
    { runtime },
  );
  assert.ok(contexts.length > 0);
  assert.deepEqual(new Set(contexts), new Set([undefined]));
  await outer.stop();
});

test("start: what listen subscribes hears of the start from the first event on", async () => {
  const events: TreeEvent[] = [];
  const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), {
    runtime: virtualRuntime(),
    listen: (source) => void source.subscribe((event) => events.push(event)),
  });
  assert.deepEqual(
    events.map(({ seq, path, type }) => [seq, path, type]),
    [
      [1, "shop/a", "child.starting"],
      [2, "shop/a", "child.started"],
      [3, "shop", "supervisor.started"],
    ],
  );
  await app.stop();
});

test("start: a failed start is told to those who listen, to its end", async () => {
  const types: string[] = [];
  const listen = {
    listen: (source: { subscribe(listener: (event: TreeEvent) => void): unknown }) =>
      void source.subscribe(({ type }) => types.push(type)),
  };
  await rejection(
    start(supervisor("shop", {}, [task("a", broken, { ready: "signal" })]), { runtime: virtualRuntime(), ...listen }),
  );
  assert.deepEqual(types, ["child.starting", "child.exited", "supervisor.stopping", "supervisor.stopped"]);
});

test("start: a stream that was taken ends where the start is refused, by its listen or by the watchdog", async () => {
  const ended = Promise.withResolvers<void>();
  const listen = (events: TreeEventSource): never => {
    void (async () => {
      for await (const { type } of events.stream()) assert.fail(type);
      ended.resolve();
    })();
    throw new Error("no logger");
  };
  await assert.rejects(start(supervisor("shop"), { listen }), { message: "no logger" });
  await ended.promise;

  // In a thread there is no watchdog. This one ends by itself once nothing is awaited, and says whether the stream had ended by then.
  const source = `import { parentPort } from "node:worker_threads";
    import { start, supervisor } from ${JSON.stringify(import.meta.resolve("coppice"))};
    let said = "hangs";
    process.on("exit", () => parentPort.postMessage(said));
    const listen = async (events) => {
      for await (const { type } of events.stream()) throw new Error(type);
      said = "ended";
    };
    await start(supervisor("shop"), { listen, watchdog: true }).catch(({ code }) => parentPort.postMessage(code));`;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
  const said: unknown[] = [];
  worker.on("message", (word) => said.push(word));
  await once(worker, "exit");
  assert.deepEqual(said, ["UNSUPPORTED", "ended"]);
});

test("start: a listen that throws rejects it, and nothing has started", async () => {
  let begun = false;
  const spec = supervisor("shop", {}, [task("a", async () => void (begun = true))]);
  const listen = (): never => {
    throw new Error("no logger");
  };
  await assert.rejects(start(spec, { listen }), { message: "no logger" });
  assert.equal(begun, false);
});
