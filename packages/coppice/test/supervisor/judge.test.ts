import assert from "node:assert/strict";
import { test } from "node:test";
import { type CustomStrategy, type Exit, supervisor, task, type TaskOptions, type TreeEvent } from "coppice";
import { grow, type GrownTree, watch } from "../support/grown-tree.ts";
import { Puppet } from "../support/puppet.ts";

/** The errors of all events of a type, and the children that they are about. */
function errorsOf({ events }: Pick<GrownTree, "events">, type: "strategy.failed" | "exit-rule.failed"): readonly string[] {
  return events.flatMap((event: TreeEvent) =>
    event.type === type ? [`${event.path} ${event.error.name} ${event.error.message}`] : [],
  );
}

/** Fails the first of three children under a strategy, and answers how often each was started, and what was told. */
async function failUnder(strategy: CustomStrategy): Promise<{ counts: readonly number[]; errors: readonly string[] }> {
  const puppets = [new Puppet(), new Puppet(), new Puppet()];
  const children = puppets.map(({ run }, index) => task(`child-${index}`, run));
  const tree = await grow(supervisor("root", { strategy }, children));
  puppets[0]?.fail();
  await tree.runtime.settle();
  assert.equal(tree.app.info().state, "running", "whatever a strategy does, its supervisor lives");
  await tree.app.stop();
  return { counts: puppets.map(({ count }) => count), errors: errorsOf(tree, "strategy.failed") };
}

/** Ends the only incarnation of a child with exit rules, and answers what became of it. */
async function endUnder(options: TaskOptions): Promise<{
  readonly count: number;
  readonly errors: readonly string[];
  readonly exit: Exit | undefined;
  readonly rootExit: Exit | undefined;
}> {
  const puppet = new Puppet();
  const tree = await grow(supervisor("root", {}, [task("worker", puppet.run, options)]));
  const ended = watch(tree.app.exit);
  puppet.fail("exit 75");
  await tree.runtime.settle();
  const errors = errorsOf(tree, "exit-rule.failed");
  const exits = tree.events.flatMap((event) => (event.type === "child.exited" ? [event.exit] : []));
  const rootExit = ended.value;
  if (rootExit === undefined) await tree.app.stop();
  return { count: puppet.count, errors, exit: exits[0], rootExit };
}

const is75 = (exit: Exit): boolean => exit.type === "failed" && exit.error.message === "exit 75";

test("a strategy that throws is told, and all children restart this once", async () => {
  const { counts, errors } = await failUnder(() => {
    throw new TypeError("no plan");
  });
  assert.deepEqual(counts, [2, 2, 2]);
  assert.deepEqual(errors, ["root/child-0 TypeError no plan"]);
});

test("a strategy that answers nonsense is told what was expected, and all children restart this once", async () => {
  const nonsense: readonly unknown[] = [
    undefined,
    null,
    1,
    "child-1",
    {},
    [1],
    ["child-1", undefined],
    new Set(["child-1"]),
    ["nobody"],
  ];
  for (const answer of nonsense) {
    const { counts, errors } = await failUnder(() => answer as string[]);
    assert.deepEqual(counts, [2, 2, 2]);
    assert.equal(errors.length, 1);
    assert.match(
      errors[0] ?? "",
      /^root\/child-0 CoppiceError the strategy of root answered .*: expected an array of ids of its children/,
    );
  }
});

test("a strategy that answers a promise is told not to, and its rejection ends nothing", async () => {
  for (const answer of [async () => ["child-1"], async () => await Promise.reject(new Error("late"))]) {
    const { counts, errors } = await failUnder(answer as never);
    assert.deepEqual(counts, [2, 2, 2]);
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? "", /answered a promise.*at once/);
  }
});

test("a strategy names those it takes along; the failed child is restarted whether it is named or not", async () => {
  assert.deepEqual(await failUnder(() => ["child-2"]), { counts: [2, 1, 2], errors: [] });
  assert.deepEqual(await failUnder(({ id }) => [id, "child-1", "child-1"]), { counts: [2, 2, 1], errors: [] });
});

test("a strategy cannot change what it is shown", async () => {
  const { errors } = await failUnder((failed, children) => {
    assert.ok(Object.isFrozen(failed) && Object.isFrozen(children) && children.every((child) => Object.isFrozen(child)));
    return [];
  });
  assert.deepEqual(errors, []);
});

test("a strategy is asked about failures, and about no end that restarts nobody", async () => {
  const asked: string[] = [];
  const [done, passing, stopped] = [new Puppet(), new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("root", { strategy: ({ id }) => (asked.push(id), []) }, [
      task("done", done.run, { restart: "transient" }),
      task("passing", passing.run, { restart: "temporary" }),
      task("stopped", stopped.run),
    ]),
  );
  done.end();
  passing.fail();
  await app.stopChild("stopped");
  await runtime.settle();
  assert.deepEqual(asked, []);
  await app.restartChild("stopped");
  stopped.fail();
  await runtime.settle();
  assert.deepEqual(asked, ["stopped"]);
  await app.stop();
  assert.deepEqual(asked, ["stopped"], "not while the supervisor stops either");
});

test("an exit that a success rule matches counts as ended well", async () => {
  const matched = await endUnder({ restart: "transient", success: [() => false, is75] });
  assert.deepEqual([matched.exit, matched.count], [{ type: "normal" }, 1]);
  const other = await endUnder({ restart: "transient", success: [() => false] });
  assert.deepEqual([other.exit?.type, other.count], ["failed", 2]);
});

test("after an exit that a fatal rule matches no restart is tried: the supervisor gives up, whatever the restart type", async () => {
  for (const restart of ["permanent", "transient", "temporary"] as const) {
    const { count, exit, rootExit } = await endUnder({ restart, fatal: [is75] });
    assert.equal(count, 1, restart);
    assert.equal(exit?.fatal, true);
    assert.equal(rootExit?.type === "gave-up" && rootExit.why, "fatal");
    assert.equal(rootExit?.type === "gave-up" && rootExit.cause.path, "root/worker");
  }
});

test("an exit rule that throws does not match, and is told", async () => {
  const broken = (): never => {
    throw new TypeError("no rule");
  };
  const success = await endUnder({ restart: "transient", success: [broken] });
  assert.deepEqual([success.exit?.type, success.count, success.errors], ["failed", 2, ["root/worker TypeError no rule"]]);
  const fatal = await endUnder({ fatal: [broken] });
  assert.deepEqual([fatal.count, fatal.errors], [2, ["root/worker TypeError no rule"]]);
  const next = await endUnder({ restart: "transient", success: [broken, is75] });
  assert.deepEqual([next.exit?.type, next.errors.length], ["normal", 1], "the rules after it are asked");
});

test("an exit rule that answers a promise does not match, is told why, and its rejection ends nothing", async () => {
  for (const rule of [async () => true, async () => await Promise.reject(new Error("late"))]) {
    const { exit, count, errors } = await endUnder({ restart: "transient", success: [rule as never] });
    assert.deepEqual([exit?.type, count], ["failed", 2]);
    assert.match(errors[0] ?? "", /^root\/worker CoppiceError an exit rule of root\/worker answered a promise.*at once/);
  }
});

test("a rule that is a number is a program's exit code, and matches nothing else", async () => {
  const { exit, count } = await endUnder({ restart: "transient", success: [75] });
  assert.deepEqual([exit?.type, count], ["failed", 2]);
});

test("an exit rule that writes to the exit has thrown, and changes nothing of it", async () => {
  const writes = [
    (exit: { type?: string }) => delete exit.type,
    (exit: { error?: { message?: string } }) => ((exit.error ?? {}).message = "nothing happened"),
  ];
  for (const write of writes) {
    const { errors, exit } = await endUnder({ restart: "temporary", success: [(exit) => Boolean(write(exit as never))] });
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? "", /root\/worker TypeError Cannot/);
    assert.equal(exit?.type === "failed" && exit.error.message, "exit 75");
  }
});
