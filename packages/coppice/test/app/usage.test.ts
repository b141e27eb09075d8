import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { dynamicSupervisor, fromModule, program, type ProcessUsage, task, thread, type ThreadUsage, type Usage } from "coppice";
import { fixture, inline } from "../kind/thread/lone-thread.ts";
import { HeardTree } from "../support/heard-tree.ts";
import { idle } from "../support/puppet.ts";
import { refused } from "../support/refusal.ts";

const LIMIT = { timeout: 120_000 };
const linux = { ...LIMIT, skip: process.platform === "linux" ? false : "only Linux tells" };
const PATIENT = { heartbeat: false, startTimeout: Infinity } as const;

after(() => HeardTree.clear());

function ofThread(usage: Usage): ThreadUsage {
  assert.equal(usage.of, "thread");
  return usage;
}

function ofProcess(usage: Usage): ProcessUsage {
  assert.equal(usage.of, "process");
  return usage;
}

suite("usage of a thread", { ...LIMIT, concurrency: 2 }, () => {
  test("is the time of its event loop, its processor time and its heap, as far as this Node tells", async () => {
    const source = "export default async ({ signal }) => { await new Promise((end) => signal.addEventListener('abort', end)); }";
    const { app } = await HeardTree.of(thread("quiet", inline(source), { ...PATIENT, maxHeapMb: 64 }));
    const { loop, cpu, heap } = ofThread(await app.lookup("quiet").usage());
    assert.ok(loop.active > 0 && loop.idle >= 0 && loop.utilization >= 0 && loop.utilization <= 1);
    assert.ok(cpu === undefined || cpu.user > 0);
    assert.ok(heap === undefined || (heap.usedMb > 1 && heap.usedMb <= heap.totalMb && heap.totalMb < heap.limitMb));
    await app.stop();
  });

  test("is told of one in an endless loop, too, and grows with it", async () => {
    const source = "export default async () => { setImmediate(() => { for (;;); }); await new Promise(() => {}); }";
    const { app } = await HeardTree.of(thread("busy", inline(source), { ...PATIENT, shutdown: "brutal" }));
    const first = ofThread(await app.lookup("busy").usage());
    let next = first;
    // Some turns of that loop later.
    while (next.loop.active < first.loop.active + 20) next = ofThread(await app.lookup("busy").usage());
    assert.ok((next.cpu?.user ?? 1) >= (first.cpu?.user ?? 1));
    assert.ok(next.loop.idle - first.loop.idle <= 20);
    await app.stop();
  });

  test("that is inside a native synchronous call is that of its loop, after a second", async () => {
    const source = `import { execSync } from "node:child_process";
      export default async () => { console.log("before"); setTimeout(() => execSync("sleep 3"), 200); await new Promise(() => {}); }`;
    const grown = await HeardTree.of(thread("native", inline(source), { ...PATIENT, stdout: "events", shutdown: "brutal" }));
    await grown.next("thread.stdout", "root/native");
    let usage = ofThread(await grown.app.lookup("native").usage());
    // Until the call has begun.
    while (usage.heap !== undefined) usage = ofThread(await grown.app.lookup("native").usage());
    assert.ok(usage.loop.active > 0);
    assert.equal(usage.cpu, undefined);
    await grown.app.stop();
  });

  test("with a tree is that of the thread; of what is below it nothing is told", async () => {
    const { app } = await HeardTree.of(thread("sub", fixture("plain-tree.ts"), PATIENT));
    ofThread(await app.lookup("sub").usage());
    await refused(() => app.lookup("sub/one").usage(), "UNSUPPORTED", /^root\/sub\/one is in another thread or process/);
    await refused(() => app.lookup("sub/nobody").usage(), "NOT_FOUND", /has no child "nobody"/);
    await app.stop();
  });
});

suite("usage of a program", { ...linux, concurrency: 2 }, () => {
  test("is the processor time and memory of it and all that it has started", linux, async () => {
    const script = "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; sleep 1000 & echo done; wait";
    const { app } = await HeardTree.of(
      program("shell", ["sh", "-c", script], { ready: { line: "done" }, startTimeout: Infinity }),
    );
    const { cpu, residentMb, processes } = ofProcess(await app.lookup("shell").usage());
    assert.equal(processes, 2);
    assert.ok(cpu.user > 0 && cpu.system >= 0);
    assert.ok(residentMb > 0.1 && residentMb < 100);
    await app.stop();
  });

  test("that is made from a module is told as well", linux, async () => {
    const { app } = await HeardTree.of(fromModule("sub", fixture("plain-tree.ts"), { ...PATIENT, isolation: "process" }));
    const { cpu, residentMb, processes } = ofProcess(await app.lookup("sub").usage());
    assert.ok(cpu.user > 0 && residentMb > 10);
    assert.equal(processes, 1);
    await app.stop();
  });
});

test("usage of what shares the event loop, is down, or is not there is refused", LIMIT, async () => {
  const { app } = await HeardTree.of(
    task("one", idle),
    dynamicSupervisor("many"),
    fromModule("here", fixture("plain-tree.ts")),
    program("shell", ["sleep", "1000"]),
  );
  await refused(() => app.usage(), "UNSUPPORTED", /^root is the root/);
  for (const id of ["one", "many", "here", "here/one"]) {
    await refused(() => app.lookup(id).usage(), "UNSUPPORTED", /in an event loop that it shares.*isolation: "thread"/);
  }
  await refused(() => app.lookup("nobody").usage(), "NOT_FOUND", /root has no child "nobody"/);
  await app.stopChild("shell");
  await refused(() => app.lookup("shell").usage(), "NOT_RUNNING", /^root\/shell is stopped/);
  await app.stop();
  await refused(() => app.usage(), "NOT_RUNNING", /has ended/);
});
