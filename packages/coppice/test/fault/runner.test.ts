import assert from "node:assert/strict";
import { suite, test, type TestContext } from "node:test";
import { start } from "../../src/app/start.ts";
import { supervisor } from "../../src/spec/supervisor.ts";
import { task } from "../../src/spec/task.ts";

/** As docs/isolation.md has it. */
function withoutHandlers(t: TestContext): void {
  const events = ["uncaughtException", "unhandledRejection"];
  const handlers = events.flatMap((event) => process.rawListeners(event).map((handler) => ({ event, handler })));
  for (const event of events) process.removeAllListeners(event);
  t.after(() => handlers.forEach(({ event, handler }) => process.on(event, handler as () => void)));
}

suite("under a test runner whose handlers were taken away, a stray error is charged, and its test passes", () => {
  const CAUSES: Readonly<Record<string, () => unknown>> = {
    thrown: () => setImmediate(() => JSON.parse("no JSON")),
    rejected: () => Promise.reject(new Error("no feed")),
  };
  for (const [how, cause] of Object.entries(CAUSES)) {
    test(how, async (t) => {
      withoutHandlers(t);
      const feed = task(
        "feed",
        async ({ incarnation, ready, sleep }) => {
          if (incarnation === 1) cause();
          else ready();
          await sleep("1h");
        },
        { ready: "signal", onStartFailure: "policy" },
      );
      const app = await start(supervisor("shop", {}, [feed]), { strayErrors: true });
      assert.equal(app.child("feed").info().incarnation, 2);
      await app.stop();
    });
  }
});
