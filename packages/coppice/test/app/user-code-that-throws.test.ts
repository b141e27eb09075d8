import assert from "node:assert/strict";
import { test } from "node:test";
import { type Context, type CoppiceError, service, type Spec, supervisor, task } from "coppice";
import { grow } from "../support/grown-tree.ts";
import { idle } from "../support/puppet.ts";
import { refusalOf, refused } from "../support/refusal.ts";

/** Something of a child's start that can fail; `trouble` fails when it is to. */
type Door = (trouble: () => void) => Spec;

const DOORS: Readonly<Record<string, Door>> = {
  "a task's function": (trouble) => task("worker", (ctx) => (trouble(), living(ctx))),
  "a task's factory": (trouble) => task("worker", (ctx) => (trouble(), { run: () => living(ctx) })),
  "a task's class": (trouble) =>
    task(
      "worker",
      class {
        readonly ctx: Context;
        constructor(ctx: Context) {
          trouble();
          this.ctx = ctx;
        }
        async run(): Promise<void> {
          await living(this.ctx);
        }
      },
    ),
  initialize: (trouble) => task("worker", (ctx) => ({ initialize: trouble, run: () => living(ctx) })),
  "an initialize that rejects": (trouble) =>
    task("worker", (ctx) => ({
      initialize: async () => {
        await Promise.resolve();
        trouble();
      },
      run: () => living(ctx),
    })),
  "run, at once": (trouble) => task("worker", (ctx) => ({ run: () => (trouble(), living(ctx)) })),
  "a task that tells when it is ready": (trouble) =>
    task(
      "worker",
      async (ctx) => {
        await Promise.resolve();
        trouble();
        ctx.ready();
        await living(ctx);
      },
      { ready: "signal" },
    ),
  "a service's factory": (trouble) => service("worker", (ctx) => (trouble(), serving(ctx, () => undefined))),
  "a service's start": (trouble) => service("worker", (ctx) => serving(ctx, trouble)),
  "a service's start that rejects": (trouble) =>
    service("worker", (ctx) =>
      serving(ctx, async () => {
        await Promise.resolve();
        trouble();
      }),
    ),
};

let breakIt: (error: unknown) => void = () => undefined;

async function living(ctx: Context): Promise<void> {
  breakIt = ctx.fail;
  await idle(ctx);
}

function serving(ctx: Context, onStart: () => unknown): { start: () => unknown; stop: () => void } {
  return {
    start: async () => {
      await onStart();
      breakIt = ctx.fail;
    },
    stop: () => undefined,
  };
}

for (const [name, door] of Object.entries(DOORS)) {
  test(`trouble in ${name}, at the first start: the start of the tree fails, and names path and cause`, async () => {
    const broken = door(() => {
      throw new TypeError("no licence");
    });
    const error = await refusalOf(() => grow(supervisor("root", {}, [task("before", idle), supervisor("web", {}, [broken])])));
    assert.equal(error.code, "START_FAILED");
    assert.match(error.message, /^root did not start: root\/web did not start: root\/web\/worker failed: TypeError: no licence/);
    assert.deepEqual(error.details["paths"], ["root", "root/web", "root/web/worker"]);
    assert.equal(causeOf(error), "no licence");
  });

  test(`trouble in ${name}, at a start by command: the command rejects, and nothing is kept`, async () => {
    const { app } = await grow(supervisor("root"));
    const broken = door(() => {
      throw new TypeError("no licence");
    });
    await refused(() => app.startChild(broken), "START_FAILED", /root\/worker did not start: it failed: TypeError: no licence/);
    assert.deepEqual(app.whichChildren(), []);
    await app.stop();
  });

  test(`trouble in ${name}, in a restart: one more failed attempt, and past the intensity the cause of all`, async () => {
    let troubles = 0;
    const worker = door(() => {
      if (troubles === 0) return;
      troubles -= 1;
      throw new TypeError("no licence");
    });
    const { app, runtime } = await grow(
      supervisor("root", { intensity: { restarts: 3, within: "5s" } }, [worker, task("sibling", idle)]),
    );
    troubles = 1;
    breakIt(new Error("broken"));
    await runtime.settle();
    const { state, incarnation, exit } = app.lookup("worker").info();
    assert.deepEqual({ state, incarnation }, { state: "running", incarnation: 3 });
    assert.equal(exit?.type === "failed" && exit.error.message, "no licence");
    assert.equal(app.whichChild("sibling").incarnation, 1);

    troubles = Infinity;
    breakIt(new Error("broken"));
    await runtime.settle();
    const end = await app.exit;
    assert.equal(end.type, "gave-up");
    const cause = end.type === "gave-up" ? end.cause : undefined;
    assert.equal(cause?.path, "root/worker");
    assert.equal(cause?.exit.type === "failed" && cause.exit.error.message, "no licence");
  });
}

/** The message of the innermost cause. */
function causeOf(error: CoppiceError): string | undefined {
  let cause = error.cause as { readonly message?: string; readonly cause?: unknown } | undefined;
  while (cause?.cause !== undefined) cause = cause.cause as typeof cause;
  return cause?.message;
}

test("a factory that answers no child in a restart is one more failed attempt, told as BAD_CHILD", async () => {
  const answers: readonly unknown[] = [undefined, null, 5, "worker", {}, { run: 5 }, () => undefined];
  const { app, runtime, events } = await grow(
    supervisor("root", { intensity: { restarts: Infinity, within: "5s" } }, [
      task("worker", ((ctx: Context) =>
        ctx.incarnation === 1 || ctx.incarnation > 8 ? living(ctx) : answers[ctx.incarnation - 2]) as never),
    ]),
  );
  breakIt(new Error("broken"));
  await runtime.settle();
  assert.equal(app.whichChild("worker").state, "running");
  const errors = events
    .flatMap((event) => (event.type === "child.exited" && event.exit.type === "failed" ? [event.exit.error] : []))
    .slice(1);
  assert.equal(errors.length, answers.length);
  for (const { code, message } of errors) {
    assert.equal(code, "BAD_CHILD");
    assert.match(message, /root\/worker.*: expected /);
  }
  await app.stop();
});

test("whatever a child throws, or reports, is a failure like any other", async () => {
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const circle = new Error("circle");
  circle.cause = circle;
  const hostile = {
    get message(): string {
      throw new Error("do not look");
    },
  };
  const thrown: readonly unknown[] = [
    undefined,
    null,
    0,
    "",
    "a text",
    Symbol("odd"),
    10n,
    [],
    {},
    () => undefined,
    Object.freeze(new Error("frozen")),
    new AggregateError([new Error("one"), undefined], "many"),
    circle,
    hostile,
    revoked.proxy,
    Object.create(null),
  ];
  for (const value of thrown) {
    const doors = [
      async (): Promise<never> => {
        throw value;
      },
      async (ctx: Context): Promise<void> => {
        await Promise.resolve();
        ctx.fail(value);
        await idle(ctx);
      },
    ];
    for (const run of doors) {
      const { app, runtime } = await grow(
        supervisor("root", {}, [task("worker", (ctx) => (ctx.incarnation === 1 ? run(ctx) : idle(ctx)))]),
      );
      await runtime.settle();
      const { state, exit } = app.whichChild("worker");
      assert.equal(state, "running");
      assert.equal(exit?.type, "failed");
      assert.deepEqual(JSON.parse(JSON.stringify(exit)), exit);
      await app.stop();
    }
  }
});

for (const [how, fails] of Object.entries({
  throw: (): never => {
    throw new Error("hook");
  },
  reject: async (): Promise<never> => await Promise.reject(new Error("hook")),
})) {
  test(`hooks that ${how} hold up no stop, and each is told`, async () => {
    const { app, events } = await grow(
      supervisor("root", {}, [
        task("last", (ctx) => ({ run: () => idle(ctx), shutdown: fails })),
        task("deferring", (ctx) => (ctx.defer(fails), ctx.defer(fails), idle(ctx))),
        service("service", () => ({ start: () => undefined, stop: fails })),
      ]),
    );
    const report = await app.stop();
    assert.deepEqual(
      report.children?.map(({ id, exit }) => [id, exit?.type]),
      [
        ["last", "shutdown"],
        ["deferring", "shutdown"],
        ["service", "failed"],
      ],
    );
    const told = events
      .filter(({ type }) => type === "hook.failed" || type === "defer.failed")
      .map(({ path, type }) => `${path} ${type}`);
    assert.deepEqual(told, ["root/deferring defer.failed", "root/deferring defer.failed", "root/last hook.failed"]);
  });
}
