import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  type Context,
  type RunningTask,
  supervisor,
  task,
  taskSupervisor,
  type TaskSupervisor,
  type TaskSupervisorOptions,
} from "coppice";
import { untilStopped } from "../../app/children.ts";
import { grow, type GrownTree, watch } from "../../support/grown-tree.ts";

const tasks = taskSupervisor("tasks");

/** A tree with a task supervisor and one child that starts tasks. */
async function grownTasks(options?: TaskSupervisorOptions): Promise<
  Pick<GrownTree, "runtime" | "events" | "told"> & {
    readonly app: Awaited<ReturnType<typeof grow>>["app"];
    readonly ctx: Context;
    readonly outside: TaskSupervisor;
    readonly inside: TaskSupervisor;
  }
> {
  const spec = options === undefined ? tasks : taskSupervisor("tasks", options);
  let ctx: Context | undefined;
  const caller = task(
    "caller",
    (context) => {
      ctx = context;
      return untilStopped(context);
    },
    { restart: "temporary" },
  );
  const { app, ...tree } = await grow(supervisor("shop", [spec, caller]));
  return { ...tree, app, ctx: ctx as unknown as Context, outside: app.use(spec), inside: (ctx as unknown as Context).use(spec) };
}

suite("task supervisors", () => {
  test("a task runs as a temporary child and answers its result", async () => {
    const { app, outside, runtime } = await grownTasks();
    const running = outside.async(async ({ id, path, sleep }) => {
      await sleep("1s");
      return `${id} at ${path}`;
    });
    assert.equal(running.id, "task-1");
    await runtime.settle();
    assert.deepEqual(
      app
        .lookup("tasks")
        .whichChildren()
        .map(({ id, kind, restart, state }) => [id, kind, restart, state]),
      [["task-1", "task", "temporary", "running"]],
    );
    await runtime.advance("1s");
    assert.equal(await running.result, "task-1 at shop/tasks/task-1");
    assert.equal(app.lookup("tasks").countChildren().specs, 0, "it is gone when its result is there");
    await app.stop();
  });

  test("what it throws is what its result rejects with, whether it is async or not", async () => {
    const { app, outside } = await grownTasks();
    const error = new TypeError("boom");
    const failing = [
      outside.asyncNoLink(() => Promise.reject(error)),
      outside.asyncNoLink(() => {
        throw error;
      }),
    ];
    for (const { result } of failing) await assert.rejects(result, error);
    assert.equal(await outside.async(() => 7).result, 7);
    await app.stop();
  });

  test("linked, a failure takes the child that asked down, also where the rejection is caught", async () => {
    const { app, inside, events, runtime } = await grownTasks();
    const running = inside.async(async () => {
      throw new Error("boom");
    });
    await assert.rejects(running.result, { message: "boom" });
    await runtime.settle();
    const exit = events.findLast((event) => event.type === "child.exited" && event.path === "shop/caller");
    assert.equal(exit?.type === "child.exited" && exit.exit.type === "linked" && exit.exit.cause.path, "shop/tasks/task-1");
    await app.stop();
  });

  test("not linked, a failure rejects the result and harms nobody", async () => {
    const { app, inside, runtime } = await grownTasks();
    await assert.rejects(inside.asyncNoLink(() => Promise.reject(new Error("boom"))).result, { message: "boom" });
    await runtime.settle();
    assert.equal(app.lookup("caller").info().state, "running");
    await app.stop();
  });

  test("the end of the child that asked cancels what is linked, and leaves the rest", async () => {
    const { app, inside, runtime } = await grownTasks();
    const linked = watch(inside.async(untilStopped).result);
    const loose = watch(inside.asyncNoLink(({ sleep }) => sleep("1h")).result);
    await runtime.settle();
    await app.stopChild("caller");
    await runtime.settle();
    assert.equal((linked.error as Error).name, "AbortError");
    assert.equal((loose.error as Error).name, "AbortError");
    assert.deepEqual(
      app
        .lookup("tasks")
        .whichChildren()
        .map(({ id }) => id),
      ["task-2"],
    );
    assert.throws(() => inside.async(untilStopped), { code: "STALE_INCARNATION" });
    assert.throws(() => inside.stream([1], () => 1), { code: "STALE_INCARNATION" });
    await app.stop();
  });

  test("a child that awaits a task ends well when it is asked to stop", async () => {
    const caller = task("caller", async ({ use }) => await use(tasks).async(untilStopped).result);
    const { app } = await grow(supervisor("shop", [tasks, caller]));
    assert.deepEqual(await app.stopChild("caller"), { type: "shutdown" });
    await app.stop();
  });

  test("cancelled, it is asked to stop, its result rejects at once, and the child that asked is not harmed", async () => {
    const { app, inside, runtime } = await grownTasks({ defaults: { shutdown: "1s" } });
    const deaf: RunningTask<never> = inside.async(() => new Promise<never>(() => {}));
    const well = inside.async(untilStopped);
    const cancelling = watch(deaf.cancel());
    await assert.rejects(deaf.result, { code: "CANCELLED" });
    await well.cancel();
    await assert.rejects(well.result, { code: "CANCELLED" });
    assert.equal(cancelling.state, "open");
    await runtime.advance("1s");
    assert.equal(cancelling.state, "done");
    await well.cancel();
    assert.equal(app.lookup("caller").info().state, "running");
    assert.equal(app.leaked, 1);
    await app.stop();
  });

  test("a task that cancels itself is refused", async () => {
    const { app, outside } = await grownTasks();
    const self = Promise.withResolvers<RunningTask<void>>();
    const running: RunningTask<void> = outside.async(async () => await (await self.promise).cancel());
    self.resolve(running);
    await assert.rejects(running.result, { code: "WOULD_DEADLOCK" });
    await app.stop();
  });

  test("waited for no longer than said, it is cancelled and rejects with TASK_TIMEOUT", async () => {
    const { app, inside, runtime } = await grownTasks();
    const slow = watch(inside.async(({ sleep }) => sleep("1h")).within("2s"));
    const fast = watch(
      inside
        .async(async ({ sleep }) => {
          await sleep("1s");
          return "fast";
        })
        .within("2s"),
    );
    const patient = watch(inside.async(() => 1).within(Infinity));
    await runtime.advance("1999ms");
    assert.equal(slow.state, "open");
    await runtime.advance("1ms");
    assert.equal((slow.error as { code?: unknown }).code, "TASK_TIMEOUT");
    assert.deepEqual([fast.value, patient.value], ["fast", 1]);
    assert.equal(app.lookup("tasks").countChildren().specs, 0);
    assert.equal(app.lookup("caller").info().state, "running");
    await assert.rejects(inside.async(() => 1).within("soon" as never), { code: "BAD_DURATION" });
    await app.stop();
  });

  test("one that ends in another way rejects with TASK_FAILED, and when it is stopped by others with CANCELLED", async () => {
    const { app, outside, runtime } = await grownTasks();
    const broken = outside.asyncNoLink((ctx) => {
      ctx.fail(new Error("broken"));
      return untilStopped(ctx);
    });
    await assert.rejects(broken.result, { code: "TASK_FAILED" });
    const stopped = outside.asyncNoLink(untilStopped);
    const left = watch(
      outside.asyncNoLink(
        ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
      ).result,
    );
    await runtime.settle();
    await app.lookup("tasks").stopChild(stopped.id);
    await app.stop();
    assert.equal((left.error as { code?: unknown }).code, "CANCELLED");
    // One that answers although it was asked to stop has answered.
    assert.equal(await stopped.result, undefined);
  });

  test("where there is no room, or nothing runs any more, the result rejects", async () => {
    const { app, outside, inside } = await grownTasks({ maxChildren: 1 });
    const first = outside.async(untilStopped);
    await assert.rejects(inside.async(untilStopped).result, { code: "MAX_CHILDREN" });
    assert.equal(app.lookup("caller").info().state, "running");
    await first.cancel();
    assert.equal(await inside.async(() => 1).result, 1);
    await app.stop();
    await assert.rejects(outside.async(untilStopped).result, { code: "NOT_RUNNING" });
    assert.throws(() => app.use(tasks), { code: "NOT_RUNNING" });
  });

  test("a task may start tasks under the same supervisor", async () => {
    const { app } = await grownTasks();
    const sum = app.use(tasks).async(async ({ use }) => {
      const parts = [1, 2, 3].map((part) => use(tasks).async(async () => part).result);
      return (await Promise.all(parts)).reduce((all, part) => all + part, 0);
    });
    assert.equal(await sum.result, 6);
    await app.stop();
  });

  test("nobody has to look at a result: a failure that is not awaited ends nothing else", async () => {
    const { app, outside, runtime, told } = await grownTasks();
    outside.async(() => Promise.reject(new Error("boom")));
    await runtime.settle();
    assert.deepEqual(told("child.exited"), ["shop/tasks/task-1"]);
    await app.stop();
  });

  test("many at once all answer, and leave nothing", async () => {
    const { app, outside } = await grownTasks();
    const results = await Promise.all(Array.from({ length: 5_000 }, (_, index) => outside.async(() => index).result));
    assert.equal(
      results.reduce((all, one) => all + one, 0),
      (5_000 * 4_999) / 2,
    );
    assert.equal(app.lookup("tasks").countChildren().specs, 0);
    await app.stop();
  });

  test("what is no function, and what is no spec, is refused", async () => {
    const { app, outside } = await grownTasks();
    for (const wrong of [undefined, null, 1, {}, "work"]) {
      assert.throws(() => outside.async(wrong as never), { code: "BAD_OPTION" });
      assert.throws(() => outside.asyncNoLink(wrong as never), { code: "BAD_OPTION" });
      assert.throws(() => app.use(wrong as never), { code: "BAD_SPEC" });
    }
    assert.throws(() => app.use(taskSupervisor("other")), { code: "NOT_FOUND" });
    await app.stop();
  });
});
