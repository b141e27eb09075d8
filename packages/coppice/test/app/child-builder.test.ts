import assert from "node:assert/strict";
import { test } from "node:test";
import { type App, type Context, start, supervisor, task } from "../../src/index.ts";
import { type VirtualRuntime, virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { broken, forever, noted, puppet, untilStopped } from "./children.ts";

const shop = supervisor("shop", {}, [supervisor("web", {}, [task("http", untilStopped)])]);

async function running(runtime: VirtualRuntime = virtualRuntime()): Promise<App<typeof shop>> {
  return await start(shop, { runtime });
}

test("spawn: starts a new child under the id, and answers its handle once it is ready", async () => {
  const runtime = virtualRuntime();
  const app = await running(runtime);
  const spawning = app
    .child("importer")
    .ready("signal")
    .spawn(async (ctx) => (await ctx.sleep("1s"), ctx.ready(), await untilStopped(ctx)));
  await runtime.advance("999ms");
  assert.equal(app.lookup("importer").info().state, "starting");
  await runtime.advance("1ms");
  const importer = await spawning;
  assert.deepEqual([importer.id, importer.path, importer.info().state], ["importer", "shop/importer", "running"]);
});

test("spawn: under a nested supervisor, by that one's handle", async () => {
  const app = await running();
  assert.equal((await app.child("web").child("more").spawn(untilStopped)).path, "shop/web/more");
});

test("spawn: makes a task of what has run, a service of what has start, and takes a class for either", async () => {
  const log: string[] = [];
  class Importer {
    readonly ctx: Context;
    constructor(ctx: Context) {
      this.ctx = ctx;
    }
    async run(): Promise<void> {
      log.push(`run ${this.ctx.id}`);
      await untilStopped(this.ctx);
    }
  }
  const app = await running();
  await app.child("function").spawn(untilStopped);
  await app.child("factory").spawn((ctx) => new Importer(ctx));
  await app.child("class").spawn(Importer);
  await app.child("service").spawn(noted(log, "service"));
  assert.deepEqual(log, ["run factory", "run class", "start service"]);
  await app.stop();
  assert.equal(log.at(-1), "stop service");
});

test("each setting is an option of the child", async () => {
  const runtime = virtualRuntime();
  const app = await running(runtime);
  const never = (): Promise<never> => forever();
  const slow = app.child("slow").startTimeout("2s").ready("signal").shutdown("brutal").spawn(never);
  void slow.catch(() => undefined);
  await runtime.advance("2s");
  await assert.rejects(slow, { code: "START_FAILED", message: /was not ready within 2000 ms/ });
  const builder = app
    .child("importer")
    .restart("transient")
    .shutdown("10s")
    .startTimeout("5s")
    .onStartFailure("policy")
    .backoff({ first: "1s", jitter: 0 })
    .budget({ restarts: 5, within: "1m" })
    .onExhausted("quarantine")
    .coolDown("1h")
    .success([0])
    .fatal([(exit) => exit.type === "failed" && exit.error.message === "fatal"]);
  await builder.spawn(untilStopped);
  assert.deepEqual(
    { ...app.getSpec("importer").options, fatal: undefined },
    {
      restart: "transient",
      shutdown: "10s",
      startTimeout: "5s",
      onStartFailure: "policy",
      backoff: { first: "1s", jitter: 0 },
      budget: { restarts: 5, within: "1m" },
      onExhausted: "quarantine",
      coolDown: "1h",
      success: [0],
      fatal: undefined,
    },
  );
});

test("what a builder says is what the child does: backoff and restart type", async () => {
  const runtime = virtualRuntime();
  const app = await running(runtime);
  const a = puppet();
  const handle = await app.child("a").restart("transient").backoff({ first: "3s", jitter: 0 }).spawn(a.run);
  a.fail(new Error("boom"));
  await runtime.settle();
  assert.deepEqual([handle.info().state, handle.info().dueIn], ["restarting", 3_000]);
  await runtime.advance("3s");
  assert.equal(handle.info().state, "running");
  a.end();
  await runtime.settle();
  assert.equal(handle.info().state, "stopped");
});

test("a builder is never changed: each setting answers a new one, and the last word counts", async () => {
  const app = await running();
  const plain = app.child("a");
  const transient = plain.restart("permanent").restart("transient");
  await transient.spawn(untilStopped);
  await app.child("web").child("a").spawn(untilStopped);
  await plain.spawn(untilStopped).catch(() => undefined);
  assert.deepEqual(app.getSpec("a").options, { restart: "transient" });
  assert.deepEqual(app.child("web").getSpec("a").options, {});
});

for (const wrong of [undefined, null, {}, "importer"]) {
  test(`spawn: without a factory (${JSON.stringify(wrong)}) is refused, and nothing is added`, async () => {
    const app = await running();
    await assert.rejects(app.child("importer").spawn(wrong as never), {
      code: "BAD_SPEC",
      message: /^shop\/importer: spawn\(…\) was given .*: expected a function of the context, or a class\./,
    });
    assert.throws(() => app.whichChild("importer"), { code: "NOT_FOUND" });
  });
}

test("spawn: wrong settings and ids are refused, and nothing is added", async () => {
  const app = await running();
  const importer = app.child("importer");
  await assert.rejects(importer.restart("sometimes" as never).spawn(untilStopped), {
    code: "BAD_OPTION",
    message: /^shop\/importer: option "restart"/,
  });
  await assert.rejects(importer.shutdown("soon" as never).spawn(untilStopped), { code: "BAD_DURATION" });
  await assert.rejects(importer.ready("later" as never).spawn(untilStopped), { code: "BAD_OPTION", message: /"ready"/ });
  await assert.rejects(importer.restart("transient").significant(true).spawn(untilStopped), { code: "BAD_COMBINATION" });
  await assert.rejects(app.child("not an id").spawn(untilStopped), { code: "BAD_ID" });
  assert.equal(app.countChildren().specs, 1);
});

test("spawn: a child whose start fails leaves nothing behind", async () => {
  const app = await running();
  const spawning = app.child("bad").spawn(() => ({ start: broken, stop: () => undefined }));
  await assert.rejects(spawning, { code: "START_FAILED" });
  assert.throws(() => app.whichChild("bad"), { code: "NOT_FOUND" });
});

test("spawn: a factory that answers no child rejects, and says what is one", async () => {
  const app = await running();
  await assert.rejects(app.child("bad").spawn((() => 42) as never), { code: "START_FAILED", message: /expected/ });
});

test("spawn: an id that is there is refused", async () => {
  const app = await running();
  await app.child("a").spawn(untilStopped);
  await assert.rejects(app.child("a").spawn(untilStopped), { code: "ALREADY_STARTED" });
});
