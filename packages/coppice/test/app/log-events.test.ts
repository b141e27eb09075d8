import assert from "node:assert/strict";
import { test } from "node:test";
import { type Logger, logEvents, type Severity, start, supervisor, task, type TreeEvent } from "../../src/index.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { puppet, untilStopped } from "./children.ts";

/** A logger of pino's shape that keeps what it is given. */
function keeper(): { readonly logger: Logger; readonly records: [Severity, TreeEvent, string][] } {
  const records: [Severity, TreeEvent, string][] = [];
  const level =
    (severity: Severity) =>
    (event: TreeEvent, message: string): void =>
      void records.push([severity, event, message]);
  return { records, logger: { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") } };
}

test("each event is logged at its severity, with the event and a sentence", async () => {
  const runtime = virtualRuntime();
  const a = puppet();
  const { logger, records } = keeper();
  const app = await start(supervisor("shop", {}, [task("a", a.run, { backoff: { first: "2s", jitter: 0 } })]), {
    runtime,
    listen: (events) => void logEvents(events, logger),
  });
  a.fail(new TypeError("x is not a function"));
  await runtime.advance("2s");
  await app.stop();
  assert.deepEqual(
    records.map(([severity, , message]) => `${severity}: ${message}`),
    [
      "info: shop/a is ready",
      "info: shop has started",
      "error: shop/a failed: TypeError: x is not a function",
      "warn: shop/a is restarted in 2 s",
      "info: shop/a is ready",
      "info: shop stops (asked)",
      "info: shop/a was shut down",
      "info: shop has stopped: it was shut down",
    ],
  );
  const [, failure] = records[2] ?? [];
  assert.deepEqual([failure?.type, failure?.path, failure?.incarnation], ["child.exited", "shop/a", 1]);
});

test("a floor of severity decides what is logged", async () => {
  const { logger, records } = keeper();
  const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime: virtualRuntime() });
  logEvents(app, logger, { severity: "debug" });
  await app.stopChild("a");
  assert.deepEqual(
    records.map(([severity, , message]) => `${severity}: ${message}`),
    ["debug: shop/a is asked to stop", "info: shop/a was shut down"],
  );
});

test("what it answers stops the logging", async () => {
  const { logger, records } = keeper();
  const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime: virtualRuntime() });
  logEvents(app, logger)();
  await app.stopChild("a");
  assert.deepEqual(records, []);
});

test("methods are called on the logger, as those of pino need it", async () => {
  class Own implements Logger {
    lines: string[] = [];
    debug(_event: TreeEvent, message: string): void {
      this.lines.push(message);
    }
    info(_event: TreeEvent, message: string): void {
      this.lines.push(message);
    }
    warn(_event: TreeEvent, message: string): void {
      this.lines.push(message);
    }
    error(_event: TreeEvent, message: string): void {
      this.lines.push(message);
    }
  }
  const logger = new Own();
  const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime: virtualRuntime() });
  logEvents(app, logger);
  await app.stopChild("a");
  assert.deepEqual(logger.lines, ["shop/a was shut down"]);
});

test("a logger that throws is told to the other listeners, and the tree goes on", async () => {
  const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime: virtualRuntime() });
  const failures: string[] = [];
  const bad = (): never => {
    throw new Error("disk full");
  };
  logEvents(app, { debug: bad, info: bad, warn: bad, error: bad });
  app.subscribe((event) => {
    if (event.type === "listener.failed") failures.push(`${event.listener}: ${event.error.message}`);
  });
  assert.deepEqual(await app.stopChild("a"), { type: "shutdown" });
  assert.equal((await app.restartChild("a")).state, "running");
  assert.deepEqual(new Set(failures), new Set(["logEvents: disk full"]));
});

test("what is no logger is refused, with what it lacks", async () => {
  const app = await start(supervisor("shop", {}, []), { runtime: virtualRuntime() });
  for (const wrong of [undefined, null, {}, { info: () => undefined }, "pino"] as never[]) {
    assert.throws(() => logEvents(app, wrong), {
      code: "BAD_OPTION",
      message: /without debug, .*: expected one of pino's shape/,
    });
  }
  assert.throws(() => logEvents(app, keeper().logger, { severity: "trace" as never }), { code: "BAD_OPTION" });
});
