import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  actor,
  type Branch,
  type Context,
  type Down,
  dynamicSupervisor,
  type Incarnation,
  type Kind,
  type Monitor,
  supervisor,
  task,
} from "coppice";
import { virtualRuntime } from "coppice/testing";
import { puppet, untilStopped } from "../app/children.ts";
import { alone } from "../support/lone-place.ts";
import { grow, watch } from "../support/grown-tree.ts";

/** A task that hands its context out, and runs until it is stopped. */
function open(id: string): { spec: ReturnType<typeof task>; readonly ctx: Context } {
  let last: Context | undefined;
  const spec = task(id, (ctx) => {
    last = ctx;
    return untilStopped(ctx);
  });
  return {
    spec,
    get ctx() {
      return last as Context;
    },
  };
}

/** What was heard, in short. */
function brief({ path, incarnation, exit }: Down): string {
  return `${path} ${incarnation} ${exit.type}`;
}

suite("monitors", () => {
  test("a monitor hears once how the incarnation ended, and not of the next one", async () => {
    const heard: Down[] = [];
    const part = puppet();
    const db = task("db", part.run);
    const watching = open("watching");
    const { app, runtime } = await grow(supervisor("shop", [db, watching.spec]));
    const monitor = watching.ctx.monitor(db, (down) => void heard.push(down));
    const exited = watch(monitor.exited);
    assert.equal(monitor.path, "shop/db");
    part.fail(new Error("boom"));
    await runtime.settle();
    assert.deepEqual(heard.map(brief), ["shop/db 1 failed"]);
    assert.deepEqual(exited.value, heard[0]);
    part.fail(new Error("boom again"));
    await runtime.settle();
    assert.equal(heard.length, 1);
    await app.stop();
  });

  test("it hears of every kind of end, a good one and a stop among them", async () => {
    const part = puppet();
    const db = task("db", part.run, { restart: "transient" });
    const watching = open("watching");
    const { app, runtime } = await grow(supervisor("shop", [db, watching.spec]));
    const good = watch(watching.ctx.monitor(db).exited);
    part.end();
    await runtime.settle();
    assert.equal(good.value?.exit.type, "normal");
    await app.restartChild("db");
    const asked = watch(watching.ctx.monitor(db).exited);
    await app.stopChild("db");
    await runtime.settle();
    assert.equal(asked.value && brief(asked.value), "shop/db 2 shutdown");
    await app.stop();
  });

  test("it hears before the next incarnation begins", async () => {
    const log: string[] = [];
    const part = puppet();
    const db = task("db", (ctx) => {
      log.push(`life ${ctx.incarnation}`);
      return part.run(ctx);
    });
    const watching = open("watching");
    const { app, runtime } = await grow(supervisor("shop", [db, watching.spec]));
    watching.ctx.monitor(db, () => void log.push("heard"));
    part.fail(new Error("boom"));
    await runtime.settle();
    assert.deepEqual(log, ["life 1", "heard", "life 2"]);
    await app.stop();
  });

  test("the exit is what the supervisor made of it: exit rules and the first cause count", async () => {
    const part = puppet();
    const db = task("db", part.run, { restart: "transient", success: [({ type }) => type === "failed"] });
    const watching = open("watching");
    const { app, runtime } = await grow(supervisor("shop", [db, watching.spec]));
    const heard = watch(watching.ctx.monitor(db).exited);
    part.fail(new Error("fine"));
    await runtime.settle();
    assert.equal(heard.value?.exit.type, "normal");
    await app.stop();
  });

  test("who is not there is told of at once, as NOT_RUNNING or NOT_FOUND", async () => {
    const db = task("db", untilStopped);
    const other = task("other", untilStopped);
    const watching = open("watching");
    const { app } = await grow(supervisor("shop", [db, watching.spec]));
    const codeOf = async (monitor: Monitor): Promise<unknown> => {
      const { exit, incarnation } = await monitor.exited;
      return [exit.type === "failed" && exit.error.code, incarnation];
    };
    await app.stopChild("db");
    assert.deepEqual(await codeOf(watching.ctx.monitor(db)), ["NOT_RUNNING", 1]);
    assert.deepEqual(await codeOf(watching.ctx.monitor("shop/nobody")), ["NOT_FOUND", 0]);
    assert.deepEqual(await codeOf(watching.ctx.monitor("shop/db/deeper")), ["NOT_FOUND", 0]);
    assert.deepEqual(await codeOf(watching.ctx.monitor(other)), ["NOT_FOUND", 0]);
    const heard: string[] = [];
    watching.ctx.monitor("shop/nobody", (down) => void heard.push(down.path));
    assert.deepEqual(heard, [], "not before the call returns");
    await Promise.resolve();
    assert.deepEqual(heard, ["shop/nobody"]);
    await app.stop();
  });

  test("children of other supervisors are watched by path, by handle, by ref and by spec; supervisors, too", async () => {
    const part = puppet();
    const gate = actor("gate", { receive: {} });
    const inner = supervisor("inner", { intensity: { restarts: 0, within: "5s" } }, [task("deep", part.run), gate]);
    const watching = open("watching");
    const { app, runtime } = await grow(supervisor("shop", [inner, supervisor("beside", [watching.spec])]));
    const { ctx } = watching;
    const heard = new Set<string>();
    const targets = ["shop/inner/deep", app.child("inner/deep"), app.ref(gate), gate, inner, "shop/inner"];
    for (const target of targets) ctx.monitor(target, (down) => void heard.add(brief(down)));
    part.fail(new Error("boom"));
    await runtime.settle();
    assert.deepEqual([...heard], ["shop/inner/deep 1 failed", "shop/inner/gate 1 shutdown", "shop/inner 1 gave-up"]);
    await app.stop();
  });

  test("an instance of a dynamic supervisor is watched until it is gone", async () => {
    const part = puppet();
    const watching = open("watching");
    const { app, runtime } = await grow(supervisor("shop", [dynamicSupervisor("pool"), watching.spec]));
    await app.lookup("pool").startChild(task("one", part.run, { restart: "temporary" }));
    const heard = watch(watching.ctx.monitor("shop/pool/one").exited);
    part.fail(new Error("boom"));
    await runtime.settle();
    assert.equal(heard.value && brief(heard.value), "shop/pool/one 1 failed");
    await app.stop();
  });

  test("cancelled, it hears nothing, and its promise rejects with CANCELLED", async () => {
    const part = puppet();
    const db = task("db", part.run);
    const watching = open("watching");
    const { app, runtime } = await grow(supervisor("shop", [db, watching.spec]));
    const monitor = watching.ctx.monitor(db, () => assert.fail("it was cancelled"));
    monitor.cancel();
    monitor.cancel();
    await assert.rejects(monitor.exited, { code: "CANCELLED" });
    part.fail(new Error("boom"));
    await runtime.settle();
    await app.stop();
  });

  test("it goes with the incarnation that it belongs to, which hears nothing more", async () => {
    const part = puppet();
    const db = task("db", part.run);
    const monitors: Monitor[] = [];
    const watching = task("watching", (ctx) => {
      if (ctx.incarnation === 1) monitors.push(ctx.monitor(db, () => assert.fail("it had ended")));
      return untilStopped(ctx);
    });
    const { app, runtime } = await grow(supervisor("shop", [db, watching]));
    const left = watch((monitors[0] as Monitor).exited);
    await app.stopChild("watching");
    await runtime.settle();
    assert.equal((left.error as Error).name, "AbortError");
    part.fail(new Error("boom"));
    await runtime.settle();
    await app.stop();
  });

  test("a task that awaits it ends well when it is asked to stop", async () => {
    const db = task("db", untilStopped);
    const watching = task("watching", async (ctx) => void (await ctx.monitor(db).exited));
    const { app } = await grow(supervisor("shop", [db, watching]));
    assert.deepEqual(await app.stopChild("watching"), { type: "shutdown" });
    await app.stop();
  });

  test("asked for after its end it is refused, and while it ends it rejects at once", async () => {
    const db = task("db", untilStopped);
    const watching = open("watching");
    const { app } = await grow(supervisor("shop", [db, watching.spec]));
    const { ctx } = watching;
    let late: Promise<Down> | undefined;
    ctx.defer(() => void (late = ctx.monitor(db, () => assert.fail("it ends")).exited));
    await app.stopChild("watching");
    await assert.rejects(late as Promise<Down>, { name: "AbortError" });
    assert.throws(() => ctx.monitor(db), { code: "STALE_INCARNATION" });
    assert.throws(() => ctx.link(db), { code: "STALE_INCARNATION" });
    await app.stop();
  });

  test("a function that throws, or rejects, fails the child that gave it", async () => {
    for (const fail of [
      () => {
        throw new Error("cannot hear");
      },
      () => Promise.reject(new Error("cannot hear")),
    ]) {
      const part = puppet();
      const db = task("db", part.run);
      const watching = open("watching");
      const { app, runtime, told } = await grow(supervisor("shop", [db, watching.spec]));
      watching.ctx.monitor(db, fail);
      part.fail(new Error("boom"));
      await runtime.settle();
      assert.deepEqual(told("child.failing"), ["shop/watching"]);
      await app.stop();
    }
  });

  test("in an actor, a message that the function answers comes into its own mailbox", async () => {
    const part = puppet();
    const db = task("db", part.run);
    const downs: string[] = [];
    const keeper = actor("keeper", (ctx) => ({
      receive: { down: ({ down }: { readonly down: Down }) => void downs.push(brief(down)) },
      started: () => {
        ctx.monitor(db, (down) => ({ type: "down", down }));
        ctx.monitor(db, () => undefined);
      },
    }));
    const { app, runtime } = await grow(supervisor("shop", [db, keeper]));
    part.fail(new Error("boom"));
    await runtime.settle();
    assert.deepEqual(downs, ["shop/db 1 failed"]);
    assert.deepEqual(app.deadLetters, {});
    await app.stop();
  });

  test("in an actor whose mailbox is full the message comes all the same, and in its turn", async () => {
    const part = puppet();
    const db = task("db", part.run);
    const done: string[] = [];
    const gate = Promise.withResolvers<void>();
    const keeper = actor(
      "keeper",
      (ctx) => ({
        receive: {
          work: async () => {
            done.push("work");
            await gate.promise;
          },
          down: ({ down }: { readonly down: Down }) => void done.push(brief(down)),
        },
        started: () => void ctx.monitor(db, (down) => ({ type: "down", down })),
      }),
      { mailbox: { capacity: 1 } },
    );
    const { app, runtime } = await grow(supervisor("shop", [db, keeper]));
    const ref = app.ref(keeper);
    await ref.send({ type: "work" });
    await runtime.settle();
    await ref.send({ type: "work" });
    part.fail(new Error("boom"));
    await runtime.settle();
    assert.equal(ref.mailbox().waiting, 2);
    await assert.rejects(ref.send({ type: "work" }), { code: "MAILBOX_FULL" });
    gate.resolve();
    await runtime.settle();
    assert.deepEqual(done, ["work", "work", "shop/db 1 failed"]);
    assert.deepEqual(app.deadLetters, {});
    await app.stop();
  });

  test("many monitors of one child all hear; one of them may cancel another meanwhile", async () => {
    const part = puppet();
    const db = task("db", part.run);
    const watching = open("watching");
    const { app, runtime } = await grow(supervisor("shop", [db, watching.spec]));
    let heard = 0;
    for (let number = 0; number < 1_000; number += 1) watching.ctx.monitor(db, () => void (heard += 1));
    part.fail(new Error("boom"));
    await runtime.settle();
    assert.equal(heard, 1_000);
    await app.stop();
  });

  test("what is no target, no function, or cannot be watched is refused", async () => {
    const watching = open("watching");
    const { app } = await grow(supervisor("shop", [watching.spec]));
    const { ctx } = watching;
    for (const member of ["monitor", "link"] as const) {
      for (const wrong of [undefined, null, 1, {}, [], () => undefined]) {
        assert.throws(() => ctx[member](wrong as never), { code: "BAD_SPEC" });
      }
      assert.throws(() => ctx[member]("shop"), { code: "UNSUPPORTED" });
    }
    assert.throws(() => ctx.monitor("shop/watching", "x" as never), { code: "BAD_OPTION" });
    await app.stop();
  });

  test("a child that lives where nothing is heard of others, as in a thread, is refused", () => {
    const watching = open("watching");
    const { life } = alone(virtualRuntime(), watching.spec);
    life.begin();
    assert.throws(() => watching.ctx.monitor("shop/db"), { code: "UNSUPPORTED" });
    assert.throws(() => watching.ctx.link("shop/db"), { code: "UNSUPPORTED" });
  });

  test("who is below a supervisor that lives elsewhere cannot be watched, and that is said", async () => {
    const elsewhere = { childInfo: (id: string) => (id === "db" ? {} : undefined) } as unknown as Branch;
    const mount: Kind = {
      name: "mount",
      create: (_body, place) => {
        const life: Incarnation = {
          begin: () => place.ready(life),
          stop: () => place.exited(life, { type: "shutdown" }),
          kill: () => undefined,
          branch: elsewhere,
        };
        return life;
      },
    };
    const watching = open("watching");
    const { app } = await grow(supervisor("shop", [{ id: "mount", kind: mount, body: undefined, options: {} }, watching.spec]));
    assert.throws(() => watching.ctx.monitor("shop/mount/db"), { code: "UNSUPPORTED" });
    assert.throws(() => watching.ctx.link("shop/mount/db/deeper"), { code: "UNSUPPORTED" });
    const { exit } = await watching.ctx.monitor("shop/mount/nobody").exited;
    assert.equal(exit.type === "failed" && exit.error.code, "NOT_FOUND");
    const mounted = watch(watching.ctx.monitor("shop/mount").exited);
    await app.stopChild("mount");
    await Promise.resolve();
    assert.equal(mounted.value?.exit.type, "shutdown");
    elsewhere.stopReport = () => [];
    await app.stop();
  });
});
