import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { isCoppiceError, start, supervisor, task } from "../../src/index.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";

test("a child that becomes ready after it was asked to stop still has to stop in time", async () => {
  const runtime = virtualRuntime();
  const app = await start(supervisor("shop", [task("first", (ctx) => once(ctx.signal, "abort"))]), { runtime });
  const late = task(
    "late",
    async (ctx) => {
      await once(ctx.signal, "abort");
      ctx.ready();
      await new Promise(() => {});
    },
    { ready: "signal", shutdown: "2s" },
  );
  const starting = assert.rejects(app.startChild(late), isCoppiceError);
  await runtime.advance("1s");
  const stopping = app.stop();
  await runtime.advance("2s");
  const { children } = await stopping;
  await starting;
  assert.deepEqual(
    children?.map(({ id, exit, took }) => ({ id, exit: exit?.type, took })),
    [
      { id: "first", exit: "shutdown", took: 0 },
      { id: "late", exit: "killed", took: 2_000 },
    ],
  );
});
