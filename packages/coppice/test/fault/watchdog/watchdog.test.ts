import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test, type TestContext } from "node:test";
import { Worker } from "node:worker_threads";
import { type AnyApp, start, supervisor, type SupervisorSpec, task, type TreeEvent, type WatchdogOptions } from "coppice";
import { refused } from "../../support/refusal.ts";

const LIMIT = { timeout: 60_000 };

/** The owner that all trees of the process share, while there is one. */
function owner(): unknown {
  return (globalThis as Record<symbol, unknown>)[Symbol.for("coppice.watchdog.1")];
}

async function grow(t: TestContext, spec: string | SupervisorSpec, watchdog: WatchdogOptions | boolean): Promise<AnyApp> {
  const app: AnyApp = await start(typeof spec === "string" ? supervisor(spec, []) : spec, { watchdog });
  t.after(() => app.stop());
  return app;
}

function emptyFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "coppice-watchdog-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Stands on the loop until the watchdog has written down so many findings. */
function blockUntilFound(file: string, count: number): void {
  const patience = performance.now() + 45_000;
  const found = (): number => (existsSync(file) ? readFileSync(file, "utf8").split('"loop.blocked"').length - 1 : 0);
  while (found() < count && performance.now() < patience);
}

/** Resolves with the first event of a type. */
async function heard<Type extends TreeEvent["type"]>(app: AnyApp, type: Type): Promise<TreeEvent & { readonly type: Type }> {
  // Neither a tree without tasks nor the watchdog holds the process open.
  const held = setInterval(() => undefined, 60_000);
  try {
    for await (const event of app.stream()) if (event.type === type) return event as TreeEvent & { readonly type: Type };
    throw new Error(`there was no ${type}`);
  } finally {
    clearInterval(held);
  }
}

suite("the watchdog of a process", () => {
  test("it is shared by all trees that want one, goes with the last, and is not there where none does", LIMIT, async (t) => {
    const unwatched = await grow(t, "unwatched", false);
    assert.equal(owner(), undefined);
    const one = await grow(t, "one", { file: false });
    const first = owner();
    assert.notEqual(first, undefined);
    const other = await grow(t, "other", { limit: "5s", file: false });
    assert.equal(owner(), first);
    await one.stop();
    assert.equal(owner(), first);
    await other.stop();
    assert.equal(owner(), undefined);
    await unwatched.stop();
  });

  test("a tree that did not start is not watched", LIMIT, async () => {
    const failing = task("failing", () => Promise.reject(new Error("no")), { ready: "signal" });
    await assert.rejects(start(supervisor("shop", [failing]), { watchdog: { file: false } }), { code: "START_FAILED" });
    await Promise.resolve();
    assert.equal(owner(), undefined);
  });

  test("every tree is told, each by its own limit, and only where it is known the child is named", LIMIT, async (t) => {
    const file = join(emptyFolder(t), "findings.jsonl");
    const done = Promise.withResolvers<void>();
    const culprit = task("culprit", async ({ sleep }) => {
      await done.promise;
      blockUntilFound(file, 2);
      await sleep("1h");
    });
    const guilty = await grow(t, supervisor("guilty", [culprit]), { limit: "1s", file });
    const bystander = await grow(t, "bystander", { limit: "1.2s", file });
    const patient = await grow(t, "patient", { limit: "1h", file: false });
    let isTold = false;
    patient.subscribe((event) => (isTold ||= event.type === "loop.blocked"));
    const both = Promise.all([heard(guilty, "loop.blocked"), heard(bystander, "loop.blocked")]);
    done.resolve();
    const [own, others] = await both;
    assert.deepEqual([own.path, own.child, own.limit, own.unseen], ["guilty/culprit", "guilty/culprit", 1_000, undefined]);
    assert.deepEqual([others.path, others.child, others.limit], ["bystander", "guilty/culprit", 1_200]);
    assert.equal(isTold, false);
  });

  test("a finding that cannot be written is told, beside the finding itself", LIMIT, async (t) => {
    const folder = emptyFolder(t);
    const file = join(folder, "findings.jsonl");
    const app = await grow(t, "shop", { limit: "500ms", file: join(folder, "gone", "findings.jsonl") });
    const both = Promise.all([heard(app, "watchdog.failed"), heard(app, "loop.blocked")]);
    // What this one finds is written down after what that one did.
    await grow(t, "witness", { limit: "600ms", file });
    blockUntilFound(file, 1);
    const [{ error }, { child }] = await both;
    assert.equal(error.code, "ENOENT");
    assert.equal(child, null);
  });

  test("a pipe that nobody reads is told as an error, and holds up neither the watchdog nor the loop", LIMIT, async (t) => {
    const folder = emptyFolder(t);
    const file = join(folder, "findings.jsonl");
    execFileSync("mkfifo", [join(folder, "pipe")]);
    const app = await grow(t, "shop", { limit: "500ms", file: join(folder, "pipe") });
    const both = Promise.all([heard(app, "watchdog.failed"), heard(app, "loop.blocked")]);
    await grow(t, "witness", { limit: "600ms", file });
    blockUntilFound(file, 1);
    const [{ error }] = await both;
    assert.equal(error.code, "ENXIO");
  });

  test("a symbolic link is not followed, which is told once for each time that the loop was blocked", LIMIT, async (t) => {
    const folder = emptyFolder(t);
    const file = join(folder, "findings.jsonl");
    symlinkSync(join(folder, "elsewhere"), join(folder, "link"));
    const app = await grow(t, "shop", { limit: "500ms", file: join(folder, "link") });
    const told: unknown[] = [];
    app.subscribe((event) => {
      if (event.type === "watchdog.failed") told.push(event.error.code);
    });
    const blocked = heard(app, "loop.blocked");
    await grow(t, "witness", { limit: "600ms", file });
    blockUntilFound(file, 1);
    await blocked;
    // Told in the same turn as the event, if at all.
    await new Promise(setImmediate);
    assert.deepEqual(told, ["ELOOP"]);
    assert.equal(existsSync(join(folder, "elsewhere")), false);
  });

  test("in a thread there is none: it would watch the wrong loop", LIMIT, async () => {
    const source = `import { parentPort } from "node:worker_threads";
      import { start, supervisor } from ${JSON.stringify(import.meta.resolve("coppice"))};
      start(supervisor("shop", []), { watchdog: true }).catch(({ code, message }) => parentPort.postMessage({ code, message }));`;
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`));
    const [{ code, message }] = (await once(worker, "message")) as [{ readonly code: string; readonly message: string }];
    assert.equal(code, "UNSUPPORTED");
    assert.match(message, /heartbeat/);
    await worker.terminate();
  });

  test("wrong options are refused before anything starts", async () => {
    const wrong: readonly [unknown, RegExp][] = [
      ["yes", /: watchdog is 'yes': expected true, false, or an object/],
      [{ limits: "1s" }, /: watchdog: limits is '1s': there is no such option.* Did you mean "limit"\?/],
      [{ limit: "10ms" }, /: watchdog\.limit is '10ms': expected at least 50 ms/],
      [{ fatal: "500ms" }, /: watchdog\.fatal is '500ms': expected at least its limit of 1000 ms/],
      [{ file: true }, /: watchdog\.file is true: expected the path of a file, .*or false for none/],
      [{ file: "a\0b" }, /: watchdog\.file is 'a\\x00b': expected the path of a file, .*without a NUL/],
    ];
    for (const [watchdog, message] of wrong) {
      await refused(() => start(supervisor("shop"), { watchdog: watchdog as never }), "BAD_OPTION", message);
    }
    await refused(() => start(supervisor("shop"), { watchdog: { limit: "soon" as never } }), "BAD_DURATION", /watchdog\.limit/);
    for (const fatal of [false, -1, "never"] as never[]) {
      const message = /: watchdog\.fatal is .*: expected milliseconds .*; not negative; or Infinity for never\.$/;
      await refused(() => start(supervisor("shop"), { watchdog: { fatal } }), "BAD_DURATION", message);
    }
    assert.equal(owner(), undefined);
  });
});
