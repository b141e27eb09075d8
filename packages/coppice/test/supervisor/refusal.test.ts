import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, type ErrorCode, isCoppiceError, supervisor, task } from "coppice";
import { grow } from "../support/grown-tree.ts";
import { idle, Puppet } from "../support/puppet.ts";

async function refusal(command: Promise<unknown>): Promise<{ code: ErrorCode; message: string; details: unknown }> {
  try {
    await command;
  } catch (error) {
    if (isCoppiceError(error)) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

test("a command that is refused says of whom, what is in the way, and what would help", async () => {
  const parked = new Puppet();
  const waiting = new Puppet();
  const { app, runtime } = await grow(
    supervisor("root", { maxChildren: 6 }, [
      task("worker", idle),
      task("down", idle),
      task("parked", parked.run, { budget: { restarts: 0, within: "1h" }, onExhausted: "quarantine" }),
      task("waiting", waiting.run, { backoff: { first: "1h" } }),
      dynamicSupervisor("jobs", { template: task("job", idle) }),
    ]),
  );
  await app.stopChild("down");
  parked.fail();
  waiting.fail();
  await runtime.settle();
  const jobs = app.child("jobs");
  await jobs.startChild();
  const broken = task("broken", async () => await Promise.reject(new Error("no licence")), { ready: "signal" });
  const cases: readonly [Promise<unknown>, ErrorCode, RegExp][] = [
    [app.stopChild("nobody"), "NOT_FOUND", /root has no child "nobody": whichChildren\(\) lists/],
    [
      app.startChild(task("worker", idle)),
      "ALREADY_STARTED",
      /root\/worker is there and running: choose another id, or stop and delete/,
    ],
    [
      app.startChild(task("down", idle)),
      "ALREADY_PRESENT",
      /root\/down is there, though stopped: restartChild\("down"\) .*deleteChild\("down"\)/,
    ],
    [app.startChild(task("parked", idle)), "ALREADY_PRESENT", /root\/parked is there, though quarantined/],
    [app.restartChild("worker"), "RUNNING", /root\/worker is running: stopChild\("worker"\) first/],
    [app.deleteChild("worker"), "RUNNING", /root\/worker is running: stopChild\("worker"\) first/],
    [
      app.restartChild("waiting"),
      "RESTARTING",
      /root\/waiting is restarting, its next start will come: .*stopChild\("waiting"\) cancels/,
    ],
    [app.deleteChild("waiting"), "RESTARTING", /root\/waiting is restarting/],
    [app.reviveChild("worker"), "NOT_QUARANTINED", /root\/worker is running, not quarantined: there is nothing to revive/],
    [jobs.restartChild("job-1"), "UNSUPPORTED", /root\/jobs is a dynamic supervisor, .*: start "job-1" anew/],
    [jobs.deleteChild("job-1"), "UNSUPPORTED", /root\/jobs is a dynamic supervisor/],
    [app.startChild(broken), "START_FAILED", /root\/broken did not start: it failed: Error: no licence/],
  ];
  for (const [command, code, message] of cases) {
    const error = await refusal(command);
    assert.equal(error.code, code);
    assert.match(error.message, message);
  }
  await app.startChild(task("sixth", idle));
  const full = await refusal(app.startChild(task("seventh", idle)));
  assert.equal(full.code, "MAX_CHILDREN");
  assert.match(
    full.message,
    /root has 6 children, as many as its maxChildren allows, so "seventh" was not started: try again when one is gone, or raise maxChildren/,
  );
  await app.stop();
});

test("the details of a refusal name the path, and the state of the child", async () => {
  const { app } = await grow(supervisor("root", {}, [task("worker", idle)]));
  assert.deepEqual((await refusal(app.restartChild("worker"))).details, { path: "root/worker", state: "running" });
  assert.deepEqual((await refusal(app.restartChild("nobody"))).details, { path: "root/nobody" });
  await app.stop();
});

test("a failed start of a supervisor is told with the chain of paths down to the first cause", async () => {
  const { app } = await grow(supervisor("root"));
  const broken = task("http", async () => await Promise.reject(new Error("port in use")), { ready: "signal" });
  const error = await refusal(app.addSupervisor(supervisor("web", {}, [supervisor("inner", {}, [broken])])));
  assert.equal(error.code, "START_FAILED");
  assert.equal(
    error.message,
    "root/web did not start: root/web/inner did not start: root/web/inner/http failed: Error: port in use",
  );
  await app.stop();
});
