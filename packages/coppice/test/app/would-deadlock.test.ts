import assert from "node:assert/strict";
import { test } from "node:test";
import { type App, type CoppiceError, service, type Spec, supervisor, task } from "coppice";
import { grow } from "../support/grown-tree.ts";
import { idle } from "../support/puppet.ts";
import { refusalOf } from "../support/refusal.ts";

/** Where a child may call from. */
const HOOKS: Readonly<Record<string, (call: () => Promise<void>) => Spec>> = {
  "its factory": (call) =>
    task("worker", (ctx) => {
      void call();
      return idle(ctx);
    }),
  initialize: (call) => task("worker", (ctx) => ({ initialize: call, run: () => idle(ctx) })),
  "a service's start": (call) => service("worker", () => ({ start: call, stop: () => undefined })),
  "a timer": (call) =>
    task("worker", async (ctx) => {
      setImmediate(() => void call());
      await idle(ctx);
    }),
};

for (const [name, hook] of Object.entries(HOOKS)) {
  test(`a stop of the tree, or of oneself, that ${name} awaits is refused with WOULD_DEADLOCK, and all goes on`, async () => {
    const { app } = await grow(supervisor("root", {}, [supervisor("web")]));
    const done = Promise.withResolvers<readonly CoppiceError[]>();
    const root: App = app;
    const worker = hook(async () => {
      const calls = [() => root.stop(), () => root.lookup("web").stopChild("worker"), () => root.stopChild("web")];
      done.resolve(await Promise.all(calls.map((call) => refusalOf(call))));
    });
    await app.lookup("web").startChild(worker);
    const errors = await done.promise;
    assert.deepEqual(
      errors.map(({ code }) => code),
      ["WOULD_DEADLOCK", "WOULD_DEADLOCK", "WOULD_DEADLOCK"],
    );
    assert.ok(errors.every(({ message }) => message.includes("ctx.shutdownTree()")));
    assert.equal(app.lookup("web/worker").info().state, "running");
    await app.stop();
  });
}

test("a service's stop that awaits the stop of the tree is refused with WOULD_DEADLOCK, and the service is down", async () => {
  const { app } = await grow(supervisor("root"));
  const errors: CoppiceError[] = [];
  await app.startChild(
    service("worker", () => ({ start: () => undefined, stop: async () => void errors.push(await refusalOf(() => app.stop())) })),
  );
  assert.deepEqual(await app.stopChild("worker"), { type: "shutdown" });
  assert.deepEqual(
    errors.map(({ code }) => code),
    ["WOULD_DEADLOCK"],
  );
  await app.stop();
});
