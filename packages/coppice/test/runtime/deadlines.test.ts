import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { virtualRuntime } from "coppice/testing";
import { type Deadline, Deadlines, type Timed } from "../../src/runtime/deadlines.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";

function timed(): Timed {
  return { deadline: undefined as Deadline | undefined };
}

/** A virtual runtime, and how many timers it was asked for. */
function counting(): { readonly runtime: ReturnType<typeof virtualRuntime>; readonly made: () => number } {
  const runtime = virtualRuntime();
  let made = 0;
  const after: Runtime["after"] = (...given) => {
    made += 1;
    return runtime.after(...given);
  };
  return { runtime: Object.assign(Object.create(runtime) as typeof runtime, { after }), made: () => made };
}

test("deadlines of one length are kept by one timer, also when they come one after another", async () => {
  const { runtime, made } = counting();
  const deadlines = new Deadlines(runtime);
  for (let round = 0; round < 100; round += 1) {
    const one = timed();
    deadlines.set(one, 1_000, () => assert.fail("it was cleared"));
    deadlines.clear(one);
  }
  assert.equal(made(), 1);
  assert.equal(runtime.pending, 0, "with no deadline left it holds nothing");
});

test("a deadline that was set while the timer of an older one still runs passes at its own time", async () => {
  const { runtime, made } = counting();
  const deadlines = new Deadlines(runtime);
  const passed: number[] = [];
  const [older, later] = [timed(), timed()];
  deadlines.set(older, 1_000, () => assert.fail("it was cleared"));
  deadlines.clear(older);
  await runtime.advance(400);
  deadlines.set(later, 1_000, () => passed.push(runtime.now()));
  assert.equal(runtime.pending, 1);
  await runtime.advance(5_000);
  assert.deepEqual(passed, [1_400]);
  assert.equal(made(), 2);
  await runtime.advance(5_000);
  deadlines.set(later, 1_000, () => passed.push(runtime.now()));
  await runtime.advance(5_000);
  assert.deepEqual(passed, [1_400, 11_400]);
});

test("a process ends when all its deadlines are cleared, and not before", () => {
  const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
  const script = `
    const { Deadlines } = await import(${url("../../src/runtime/deadlines.ts")});
    const { systemRuntime } = await import(${url("../../src/runtime/system-runtime.ts")});
    const deadlines = new Deadlines(systemRuntime);
    const [asked, kept] = [{ deadline: undefined }, { deadline: undefined }];
    deadlines.set(asked, 3_600_000, () => console.log("an hour"));
    deadlines.clear(asked);
    deadlines.set(kept, 20, () => console.log("kept"));
  `;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 30_000,
  });
  assert.deepEqual([stdout, status], ["kept\n", 0]);
});
