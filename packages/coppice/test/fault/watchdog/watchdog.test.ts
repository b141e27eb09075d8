import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { Worker } from "node:worker_threads";
import { type AnyApp, start, supervisor, task, type TreeEvent, type WatchdogOptions } from "coppice";
import { refused } from "../../support/refusal.ts";

const LIMIT = { timeout: 60_000 };

/** The owner that all trees of the process share, while there is one. */
function owner(): unknown {
  return (globalThis as Record<symbol, unknown>)[Symbol.for("coppice.watchdog.1")];
}

async function grow(id: string, watchdog: WatchdogOptions | boolean): Promise<AnyApp> {
  return await start(supervisor(id, []), { watchdog });
}

/** Resolves with the first event of a type. */
async function heard<Type extends TreeEvent["type"]>(app: AnyApp, type: Type): Promise<TreeEvent & { readonly type: Type }> {
  for await (const event of app.stream()) if (event.type === type) return event as TreeEvent & { readonly type: Type };
  throw new Error(`there was no ${type}`);
}

suite("the watchdog of a process", () => {
  test("it is shared by all trees that want one, goes with the last, and is not there where none does", LIMIT, async () => {
    const unwatched = await grow("unwatched", false);
    assert.equal(owner(), undefined);
    const one = await grow("one", { file: false });
    const first = owner();
    assert.notEqual(first, undefined);
    const other = await grow("other", { limit: "5s", file: false });
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

  test("every tree is told, each by its own limit, and only where it is known the child is named", LIMIT, async () => {
    const done = Promise.withResolvers<void>();
    const culprit = task("culprit", async ({ sleep }) => {
      await done.promise;
      const end = performance.now() + 5_000;
      while (performance.now() < end);
      await sleep("1h");
    });
    const guilty: AnyApp = await start(supervisor("guilty", [culprit]), { watchdog: { limit: "100ms", file: false } });
    const bystander = await grow("bystander", { limit: "200ms", file: false });
    const patient = await grow("patient", { limit: "1h", file: false });
    let isTold = false;
    patient.subscribe((event) => (isTold ||= event.type === "loop.blocked"));
    const both = Promise.all([heard(guilty, "loop.blocked"), heard(bystander, "loop.blocked")]);
    done.resolve();
    const [own, others] = await both;
    assert.deepEqual([own.path, own.child, own.limit], ["guilty/culprit", "guilty/culprit", 100]);
    assert.deepEqual([others.path, others.child, others.limit], ["bystander", "guilty/culprit", 200]);
    assert.equal(isTold, false);
    await Promise.all([guilty, bystander, patient].map((app) => app.stop()));
  });

  test("a finding that cannot be written is told, beside the finding itself", LIMIT, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "coppice-watchdog-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const app = await grow("shop", { limit: "50ms", file: join(folder, "gone", "findings.jsonl") });
    const both = Promise.all([heard(app, "watchdog.failed"), heard(app, "loop.blocked")]);
    const end = performance.now() + 3_000;
    while (performance.now() < end);
    const [{ error }, { child }] = await both;
    assert.equal(error.code, "ENOENT");
    assert.equal(child, null);
    await app.stop();
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
      [{ file: true }, /: watchdog\.file is true: expected the path of a file, or false for none/],
    ];
    for (const [watchdog, message] of wrong) {
      await refused(() => start(supervisor("shop"), { watchdog: watchdog as never }), "BAD_OPTION", message);
    }
    await refused(() => start(supervisor("shop"), { watchdog: { limit: "soon" as never } }), "BAD_DURATION", /watchdog\.limit/);
    assert.equal(owner(), undefined);
  });
});
