import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { logEvents, supervisor, type TreeEvent } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { scripted } from "../../support/scripted.ts";

test("otp 44 · a child that a command starts is told as any start is, in an event; nothing is printed", async (context) => {
  // Erlang hides the progress report of such a start from the log, which is always on. Here nobody logs who has not asked for it.
  const written = [mock.method(process.stdout, "write"), mock.method(process.stderr, "write")];
  context.after(() => written.forEach((method) => method.mock.restore()));
  const { app, events } = await grow(supervisor("root"));
  await app.startChild(scripted("unmistakable").spec);
  assert.deepEqual(
    events.filter(({ path }) => path === "root/unmistakable").map(({ type, severity }) => [type, severity]),
    [
      ["child.starting", "debug"],
      ["child.started", "info"],
    ],
  );
  await app.stop();
  for (const { mock } of written) {
    for (const { arguments: said } of mock.calls) assert.doesNotMatch(String(said[0]), /root\/unmistakable/);
  }
});

test("otp 89 · a report says which supervisor, what happened, why, and to which child; long reasons are cut", async () => {
  // Erlang formats text. Here a report is an event of plain JSON, and its text is the listener's.
  const child = scripted("child");
  const { runtime, events } = await grow(supervisor("root", { intensity: { restarts: 0, within: "1s" } }, [child.spec]));
  const progress = events.find(({ type }) => type === "child.started");
  assert.deepEqual(progress, {
    seq: progress?.seq,
    at: 0,
    wall: Date.UTC(2000, 0, 1),
    severity: "info",
    path: "root/child",
    incarnation: 1,
    type: "child.started",
  });
  await runtime.advance("1s");
  child.fail("x".repeat(100_000));
  await runtime.settle();
  const told = (wanted: TreeEvent["type"]): TreeEvent | undefined => events.find(({ type }) => type === wanted);
  for (const event of [told("child.exited"), told("supervisor.gave-up")]) {
    assert.deepEqual(JSON.parse(JSON.stringify(event)), event, "plain JSON");
    assert.ok(JSON.stringify(event).length < 10_000, "capped");
  }
  const exited = told("child.exited");
  assert.partialDeepStrictEqual(exited, { path: "root/child", incarnation: 1, severity: "error", at: 1_000 });
  assert.ok(exited?.type === "child.exited" && exited.exit.type === "failed");
  assert.ok(exited.exit.error.message.startsWith("x".repeat(2_000)));
  const gaveUp = told("supervisor.gave-up");
  assert.partialDeepStrictEqual(gaveUp, { path: "root", severity: "error", why: "intensity", cause: { path: "root/child" } });
});

test("otp 90 · a logger gets each report as one sentence of limited length, with the whole event beside it", async () => {
  // Erlang's formatter has limits for depth and characters, and a form of many lines. Here the event itself is capped.
  type Line = readonly [level: string, event: TreeEvent, message: string];
  const lines: Line[] = [];
  const level = (name: string) => (event: TreeEvent, message: string) => void lines.push([name, event, message]);
  const logger = { debug: level("debug"), info: level("info"), warn: level("warn"), error: level("error") };
  let deep: unknown = "the bottom";
  for (let depth = 0; depth < 200; depth += 1) deep = { deep };
  const [first, second] = [scripted("first", { restart: "temporary" }), scripted("second")];
  const { runtime } = await grow(supervisor("root", [first.spec, second.spec]), {
    listen: (events) => void logEvents(events, logger),
  });
  lines.length = 0;
  first.shutdown(deep);
  second.fail(`lost ${"x".repeat(100_000)}`);
  await runtime.settle();
  assert.deepEqual(
    lines.map(([name, event, message]) => [name, event.type, message.slice(0, 38)]),
    [
      ["info", "child.exited", "root/first was shut down"],
      ["error", "child.exited", "root/second failed: Error: lost xxxxxx"],
      ["warn", "child.restarting", "root/second is restarted"],
      ["info", "child.started", "root/second is ready"],
    ],
  );
  for (const [, event, message] of lines) assert.ok(message.length < 3_000 && JSON.stringify(event).length < 10_000);
  assert.match(JSON.stringify(lines[0]?.[1]), /\[deeper\]/);
});
