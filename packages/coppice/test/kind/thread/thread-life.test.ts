import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { systemRuntime, thread } from "coppice";
import { virtualRuntime } from "coppice/testing";
import { errorOf } from "../../support/exits.ts";
import { doing, exitOf, fixture, infoOf, inline, LIMIT, LoneThread } from "./lone-thread.ts";

suite("what a module may export", { ...LIMIT, concurrency: 2 }, () => {
  test("a function of the context: a task, which ends when its promise does", async () => {
    const lone = new LoneThread(doing("ends well"));
    assert.deepEqual(await lone.exit(), { type: "normal" });
    assert.deepEqual(lone.place.news, ["ready", "exited"]);
  });

  test("a function that answers an object with run: a task with its hooks", async () => {
    const exit = await new LoneThread(thread("one", fixture("task-object.ts"))).stopped();
    assert.deepEqual(infoOf(exit), ["initialize", "run", "shutdown"]);
  });

  test("a class with start and stop: a service, which is told how much time it has", async () => {
    const exit = await new LoneThread(thread("one", fixture("service.ts"))).stopped();
    assert.deepEqual(infoOf(exit), { timeout: true });
  });

  test("a service whose start fails is a failed start", async () => {
    const lone = new LoneThread(thread("one", fixture("service.ts"), { args: { broken: true } }));
    assert.equal(errorOf(await lone.exit()).message, "no start");
    assert.deepEqual(lone.place.news, ["exited"]);
  });

  test("what answers IGNORE has nothing to run", async () => {
    const lone = new LoneThread(thread("one", fixture("ignoring.ts")));
    await lone.heard("ignored");
    assert.deepEqual(lone.place.news, ["ignored"]);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ["nothing by default", "export const work = 1", /default export of data:.* is undefined: expected a function .* Add one/],
    ["an object", "export default { run: async () => undefined }", /Export what makes the object/],
    [
      "a task",
      "export default { id: 'a', kind: { name: 'task', create() {} }, options: {} }",
      /the task "a": .* Export the function or class that/,
    ],
    [
      "an actor of another copy of the library",
      "export default { id: 'a', kind: { name: 'actor', create() {} }, options: {} }",
      /is the actor "a" of another copy of coppice than the one that runs it/,
    ],
    ["a promise", "export default Promise.resolve()", /Export the function itself/],
    ["nothing, for it throws", "throw new Error('not today')", /could not be imported: Error: not today/],
    ["nothing, for it is no JavaScript", "export default async ( => 1", /could not be imported: SyntaxError: /],
    [
      "nothing, for it imports what is not there",
      "import 'file:///no/such/file.js'",
      /could not be imported: Error: Cannot find module/,
    ],
  ];
  for (const [what, source, message] of wrong) {
    test(`a module that exports ${what} is a failed start with BAD_MODULE`, async () => {
      const lone = new LoneThread(thread("one", inline(source)));
      const { code, message: said } = errorOf(await lone.exit());
      assert.equal(code, "BAD_MODULE");
      assert.match(said, /^lone\/one: /);
      assert.match(said, message);
      assert.deepEqual(lone.place.news, ["exited"]);
    });
  }

  test("a function that answers no child is a failed start with BAD_CHILD", async () => {
    assert.equal(errorOf(await exitOf(doing("answers no child"))).code, "BAD_CHILD");
  });
});

suite("the context in a thread", { ...LIMIT, concurrency: 2 }, () => {
  test("id, path, incarnation and arguments are there, and now and sleep go by the tree's clock", async () => {
    const before = systemRuntime.now();
    const info = infoOf(await exitOf(doing("tells its facts"))) as Record<string, unknown>;
    const { now, ...facts } = info;
    assert.deepEqual(facts, {
      id: "one",
      path: "lone/one",
      incarnation: 1,
      slept: true,
      aborted: false,
      args: { deed: "tells its facts" },
    });
    assert.ok(Number(now) >= before && Number(now) <= systemRuntime.now(), `${before} <= ${String(now)}`);
  });

  test('ready: with "signal" it is ready when it says so, and an end before that is a failed start', async () => {
    const lone = new LoneThread(doing("is ready when it says so", { ready: "signal" }));
    assert.deepEqual(await lone.stopped(), { type: "shutdown" });
    const early = await exitOf(doing("ends before it is ready", { ready: "signal" }));
    assert.equal(errorOf(early).code, "ENDED_BEFORE_READY");
  });

  test("fail: it is condemned, and its supervisor asks it to stop", async () => {
    const lone = new LoneThread(doing("fails by its context"));
    const { exit } = await lone.heard("condemned");
    assert.equal(errorOf(exit).message, "lost it");
    lone.life.stop();
    assert.equal(errorOf(await lone.exit()).message, "lost it");
  });

  test("shutdown: it ends, well, with its info", async () => {
    assert.deepEqual(await exitOf(doing("shuts down by its context")), { type: "shutdown", info: { done: 3 } });
  });

  test("defer: run at its end, and what fails there is an event", async () => {
    const lone = new LoneThread(doing("defers"));
    assert.equal(infoOf(await lone.stopped()), "late");
    assert.equal((await lone.heard("defer.failed")).error, "no tidying");
  });

  test("use: refused with UNSUPPORTED", async () => {
    const { code, message } = errorOf(await exitOf(doing("uses a sibling")));
    assert.equal(code, "UNSUPPORTED");
    assert.match(message, /^lone\/one: ctx\.use\(…\) was called for "db", but lone\/one is made from a module/);
  });
});

suite("how a thread ends", { ...LIMIT, concurrency: 2 }, () => {
  test("asked to stop, it does, and is not killed", async () => {
    assert.deepEqual(await new LoneThread(doing("waits for its stop")).stopped(), { type: "shutdown" });
  });

  test("asked to stop before its thread is there, it is gone without having run", async () => {
    const lone = new LoneThread(thread("one", inline("for (;;);")));
    lone.life.stop();
    assert.deepEqual(await lone.exit(), { type: "shutdown" });
  });

  test("an error keeps its name, message, code, stack and cause", async () => {
    const { stack, cause, ...error } = errorOf(await exitOf(doing("throws")));
    assert.deepEqual(error, { name: "TypeError", message: "broken", code: "E_BROKEN" });
    assert.match(stack ?? "", /many\.ts/);
    assert.equal(cause?.message, "deeper");
  });

  test("what it throws that is no error is told as text", async () => {
    assert.deepEqual(errorOf(await exitOf(doing("throws no error"))), { name: "NonError", message: "{ not: 'an error' }" });
  });

  for (const deed of ["fails where nobody awaits it", "rejects where nobody awaits it"]) {
    test(`an error that nobody awaits condemns it as stray: it ${deed}`, async () => {
      const lone = new LoneThread(doing(deed));
      const { exit } = await lone.heard("condemned");
      assert.equal(errorOf(exit).message, "astray");
      assert.equal(exit?.type === "failed" && exit.stray, true);
      lone.life.stop();
      assert.deepEqual(await lone.exit(), exit);
    });
  }

  test("a stray error while it is stopped is its exit, not a second cause", async () => {
    const lone = new LoneThread(doing("goes astray while it is stopped"));
    const exit = await lone.stopped();
    assert.equal(errorOf(exit).name, "RangeError");
    assert.deepEqual(lone.place.news, ["ready", "exited"]);
  });

  test("a stray error while its module is imported is a failed start", async () => {
    const source = "setImmediate(() => { throw new Error('too early'); }); await new Promise(() => {});";
    assert.equal(errorOf(await exitOf(thread("one", inline(source)))).message, "too early");
  });

  test("process.exit ends the thread alone: its code is the exit, 0 ends well", async () => {
    assert.deepEqual(await exitOf(doing("exits with 3")), { type: "exited", code: 3, signal: null });
    assert.deepEqual(await exitOf(doing("exits with 0")), { type: "normal" });
  });

  test("process.exit with 0 before it is ready is a failed start", async () => {
    const exit = await exitOf(doing("exits with 0 before it is ready", { ready: "signal" }));
    assert.equal(errorOf(exit).code, "ENDED_BEFORE_READY");
  });

  test("with its link closed its last word is not heard: a good end is still one, a bad one is its code", async () => {
    const closing = `import { workerData } from "node:worker_threads";
      export default async ({ sleep }) => { await sleep(0); workerData.port.close();`;
    assert.deepEqual(await exitOf(thread("one", inline(`${closing} }`))), { type: "normal" });
    const bad = await exitOf(thread("one", inline(`${closing} throw new Error("unheard"); }`)));
    assert.deepEqual(bad, { type: "exited", code: 1, signal: null });
  });

  test("killed in an endless loop, it is gone and not leaked", async () => {
    const lone = new LoneThread(doing("loops without end"));
    await lone.heard("ready");
    lone.life.stop();
    lone.life.kill("shutdown-timeout");
    assert.deepEqual(await lone.exit(), { type: "killed", by: "shutdown-timeout" });
    assert.equal(lone.place.environment.tree.leaked, 0);
  });

  test("killed while its module loops at import, it is gone", async () => {
    const lone = new LoneThread(thread("one", inline("for (;;);")));
    lone.life.kill("outside");
    assert.deepEqual(await lone.exit(), { type: "killed", by: "outside" });
  });

  test("past maxHeapMb its exit is out-of-memory, with the limit", async () => {
    assert.deepEqual(await exitOf(doing("fills its heap", { maxHeapMb: 32 })), { type: "out-of-memory", limitMb: 32 });
  });

  for (const [what, step] of [
    ["texts", `"abc".repeat(100) + list.length`],
    ["what it parses", "JSON.parse(text)"],
  ] as const) {
    test(`so it is where its heap grows fast, by many small things at once: ${what}`, async () => {
      const text = `JSON.stringify(Array.from({ length: 1_000 }, (_, i) => ({ i, name: "name" + i })))`;
      const source = `export default async () => { const list = []; const text = ${text}; for (;;) list.push(${step}); }`;
      const full = thread("one", inline(source), { maxHeapMb: 80, heartbeat: false });
      assert.deepEqual(await exitOf(full), { type: "out-of-memory", limitMb: 80 });
    });
  }

  test("with the smallest maxHeapMb there is, it may find no room for itself, and the program lives", async () => {
    const { type } = await exitOf(doing("ends well", { maxHeapMb: 8 }));
    assert.ok(type === "out-of-memory" || type === "normal", type);
  });

  test("stackMb is how deep it may go", async () => {
    const small = Number(errorOf(await exitOf(doing("goes deep", { stackMb: 1 }))).message);
    const large = Number(errorOf(await exitOf(doing("goes deep", { stackMb: 8 }))).message);
    assert.ok(large > 3 * small, `${small} and ${large}`);
  });

  test("inside a native call it cannot be killed: it is left behind, and counted as leaked", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "coppice-thread-"));
    const gate = join(folder, "gate");
    execFileSync("mkfifo", [gate]);
    const source = `import { execFileSync } from "node:child_process";
      export default async () => { execFileSync("cat", [${JSON.stringify(gate)}]); };`;
    const runtime = virtualRuntime();
    const lone = new LoneThread(thread("one", inline(source)), runtime);
    // Opens once there is somebody who reads.
    const held = await open(gate, "w");
    t.after(async () => {
      await held.close();
      rmSync(folder, { recursive: true });
    });
    lone.life.kill("deadline");
    await runtime.advance("5s");
    assert.deepEqual(lone.place.exit, { type: "killed", by: "deadline", leaked: true });
    assert.equal(lone.place.environment.tree.leaked, 1);
    assert.ok(lone.place.news.includes("child.abandoned"));
  });
});
