import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, logEvents, start, supervisor, task } from "coppice";
import { virtualRuntime } from "coppice/testing";
import { grow } from "../support/grown-tree.ts";
import { idle } from "../support/puppet.ts";
import { refused } from "../support/refusal.ts";

test("options of a call that are no object are refused, with the options there are", async () => {
  const { app } = await grow(supervisor("root", {}, [dynamicSupervisor("jobs", { template: task("job", idle) })]));
  const logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  for (const wrong of [null, 5, "1s", [], () => undefined]) {
    const options = wrong as never;
    await refused(
      () => start(supervisor("other"), options),
      "BAD_OPTION",
      /^start\(spec, options\): .*expected an object, with runtime, history/,
    );
    await refused(() => app.stop(options), "BAD_OPTION", /^stop\(options\): .*expected an object, with deadline/);
    await refused(
      () => app.subscribe(() => undefined, options),
      "BAD_OPTION",
      /^subscribe\(listener, options\): .*with severity/,
    );
    await refused(() => app.stream(options), "BAD_OPTION", /^stream\(options\): .*with capacity, severity or signal/);
    await refused(() => logEvents(app, logger, options), "BAD_OPTION", /^logEvents\(app, logger, options\): .*with severity/);
    await refused(
      () => app.child("jobs").startChild(undefined, options),
      "BAD_OPTION",
      /^startChild\(args, options\) of root\/jobs: .*with id/,
    );
  }
  assert.equal(app.info().state, "running");
  await app.stop();
});

test("an option of a call that there is not is refused, with the one that was meant: it would do nothing, unseen", async () => {
  const { app } = await grow(supervisor("root"));
  await refused(
    () => start(supervisor("other"), { histroy: true } as never),
    "BAD_OPTION",
    /^start\(spec, options\): histroy is true: there is no such option, .*Did you mean "history"\?$/,
  );
  await refused(
    () => start(supervisor("other"), { history: { size: 5 } } as never),
    "BAD_OPTION",
    /history: size is 5: .*capacity or severity/,
  );
  await refused(() => app.stop({ deadlin: "1s" } as never), "BAD_OPTION", /deadlin is '1s'.*Did you mean "deadline"\?$/);
  await refused(() => app.stream({ capasity: 5 } as never), "BAD_OPTION", /Did you mean "capacity"\?$/);
  await refused(() => app.subscribe(() => undefined, { level: "warn" } as never), "BAD_OPTION", /level is 'warn'.*only severity/);
  assert.equal(app.info().state, "running", "nothing was stopped");
  await app.stop();
});

test("wrong values of a start's options are refused before anything starts", async () => {
  const starts: string[] = [];
  const spec = supervisor("root", {}, [task("worker", (ctx) => (starts.push(ctx.path), idle(ctx)))]);
  const withoutNow = { ...virtualRuntime(), now: undefined };
  await refused(
    () => start(spec, { runtime: withoutNow as never }),
    "BAD_OPTION",
    /runtime is .*expected a runtime, .*it lacks now\.$/,
  );
  await refused(
    () => start(spec, { runtime: 5 as never }),
    "BAD_OPTION",
    /runtime is 5: expected a runtime, such as systemRuntime/,
  );
  await refused(() => start(spec, { listen: "events" as never }), "BAD_OPTION", /listen is 'events': expected a function/);
  await refused(
    () => start(spec, { history: 100 as never }),
    "BAD_OPTION",
    /history is 100: expected true, false, or \{ capacity/,
  );
  assert.deepEqual(starts, []);
});

test("an id that is no text is refused by every call that takes one, and a spec in its place is told apart", async () => {
  const worker = task("worker", idle);
  const { app } = await grow(supervisor("root", {}, [worker]));
  const calls = ["stopChild", "restartChild", "deleteChild", "reviveChild", "whichChild", "getSpec"] as const;
  for (const call of calls) {
    for (const id of [undefined, null, 5, {}, ["worker"], Symbol("worker"), Object.create(null) as unknown]) {
      await refused(
        () => app[call](id as never),
        "BAD_ID",
        new RegExp(`^${call}\\(id\\) of root was given .*: expected the id of a child`),
      );
    }
    await refused(() => app[call](worker as never), "BAD_ID", /Give its id: 'worker'\.$/);
    await refused(() => app[call](""), "NOT_FOUND", /root has no child ""/);
    await refused(() => app[call]("worker/below"), "NOT_FOUND", /root has no child "worker\/below"/);
  }
  assert.equal(app.whichChild("worker").state, "running");
  await app.stop();
});

test("a template that answers a promise is refused, and its rejection ends nothing", async () => {
  const template = (async () => await Promise.reject(new Error("late"))) as never;
  const { app, runtime } = await grow(supervisor("root", {}, [dynamicSupervisor("jobs", { template })]));
  await refused(() => app.lookup("jobs").startChild("x" as never), "BAD_SPEC", /Await it before it is put there/);
  // Where nobody handled the rejection, it fails this test by now.
  await runtime.settle();
  assert.deepEqual(app.lookup("jobs").whichChildren(), []);
  await app.stop();
});
