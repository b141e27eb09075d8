import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { start } from "../../src/app/start.ts";
import { supervisor } from "../../src/spec/supervisor.ts";
import { task } from "../../src/spec/task.ts";
import { untilStopped } from "../app/children.ts";

/** An emitter, and how a tree is grown in which a child owns it. */
function shared(): {
  readonly emitter: EventEmitter;
  readonly grow: (id: string) => Promise<{ readonly late: string[]; readonly stop: () => Promise<unknown> }>;
} {
  const emitter = new EventEmitter();
  return {
    emitter,
    async grow(id) {
      const late: string[] = [];
      const brief = task("brief", async ({ own }) => void own(emitter), { restart: "transient" });
      const app = await start(supervisor(id, {}, [brief, task("quiet", untilStopped)]), {
        listen: (events) =>
          void events.subscribe((event) => {
            if (event.type === "child.failed-late") late.push(`${event.path}: ${event.error.message}`);
          }),
      });
      return { late, stop: () => app.stop() };
    },
  };
}

test("what an ended child owned is told as failed late, until a turn after the end of its tree; then it is nobody's", async () => {
  const { emitter, grow } = shared();
  const { late, stop } = await grow("root");
  emitter.emit("error", new Error("late"));
  await turn();
  assert.deepEqual(late, ["root/brief: late"]);
  await stop();
  emitter.emit("error", new Error("its last breath"));
  await turn();
  assert.equal(emitter.listenerCount("error"), 0);
  assert.throws(() => emitter.emit("error", new Error("nobody's")), { message: "nobody's" });
});

test("each tree lets go of its own: what was owned in several is listened to while one of them lives", async () => {
  const { emitter, grow } = shared();
  const [one, two] = [await grow("one"), await grow("two")];
  await one.stop();
  await turn();
  emitter.emit("error", new Error("late"));
  await two.stop();
  assert.deepEqual([one.late, two.late], [[], ["two/brief: late"]]);
});

test("what listeners of the emitter's own comings and goings throw is not the fault of who owns it next", async () => {
  const emitter = new EventEmitter();
  emitter.on("removeListener", () => {
    throw new Error("broken");
  });
  const exits: string[] = [];
  const first = task("first", async ({ own }) => void own(emitter), { restart: "temporary" });
  const second = task(
    "second",
    async (ctx) => {
      ctx.own(emitter);
      await untilStopped(ctx);
    },
    { restart: "temporary" },
  );
  const app = await start(supervisor("root", {}, [first]), {
    listen: (events) => void events.subscribe((event) => event.type === "child.exited" && exits.push(event.exit.type)),
  });
  await app.startChild(second);
  await turn();
  assert.equal(app.lookup("second").info().state, "running");
  assert.deepEqual(exits, ["failed"]);
  await app.stop();
});

test("what was made with the signal of a child fails at its stop, and that is its shutdown, owned or bound", async () => {
  const made = task("made", async ({ bind, own, signal }) => {
    const stream = own(new PassThrough({ signal }));
    const refused = bind(() => Promise.reject(new Error("no more", { cause: signal.reason })));
    await once(signal, "abort");
    void refused();
    // Longer than the stream and the promise need to fail.
    await once(stream, "close").catch(() => undefined);
    await turn();
  });
  const app = await start(supervisor("root", [made]));
  const { children } = await app.stop();
  assert.deepEqual(
    children?.map(({ exit }) => exit),
    [{ type: "shutdown" }],
  );
});
