import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type Context, describeExit, type Spec, supervisor, type SupervisorHandle, type SupervisorOptions, task } from "coppice";
import { seededRandom } from "../../src/testing/seeded-random.ts";
import { puppet, type Puppet, untilStopped } from "../app/children.ts";
import { grow, type GrownTree } from "../support/grown-tree.ts";

/** Two tasks, the first of which links itself to the second at each of its starts. */
async function pair(above: SupervisorOptions = {}): Promise<GrownTree & { one: Puppet; two: Puppet; exits: () => string[] }> {
  const one = puppet();
  const two = puppet();
  const second = task("two", two.run);
  const first = task("one", (ctx) => {
    ctx.link(second);
    return one.run(ctx);
  });
  const tree = await grow(supervisor("shop", above, [second, first]));
  const exits = (): string[] =>
    tree.events.flatMap((event) => (event.type === "child.exited" ? [`${event.path} ${describeExit(event.exit)}`] : []));
  return { ...tree, one, two, exits };
}

function states(tree: { readonly app: Pick<SupervisorHandle, "whichChildren"> }): unknown {
  return tree.app.whichChildren().map(({ id, state, restarts }) => [id, state, restarts]);
}

suite("links", () => {
  test("when the other one fails, this one goes down linked, and each is restarted by its own policy", async () => {
    const tree = await pair();
    tree.two.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(tree.exits(), [
      "shop/two failed: Error: boom",
      "shop/one went down with shop/two, which failed: Error: boom",
    ]);
    assert.deepEqual(states(tree), [
      ["two", "running", 1],
      ["one", "running", 1],
    ]);
    await tree.app.stop();
  });

  test("the other way round it is the same", async () => {
    const tree = await pair();
    tree.one.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(tree.exits(), [
      "shop/one failed: Error: boom",
      "shop/two went down with shop/one, which failed: Error: boom",
    ]);
    assert.deepEqual(states(tree), [
      ["two", "running", 1],
      ["one", "running", 1],
    ]);
    await tree.app.stop();
  });

  test("an end that is no failure is not shared: normal, shutdown, a stop by command", async () => {
    const tree = await pair({ defaults: { restart: "transient" } });
    tree.two.end();
    await tree.runtime.settle();
    assert.deepEqual(states(tree), [
      ["two", "stopped", 0],
      ["one", "running", 0],
    ]);
    await tree.app.restartChild("two");
    await tree.app.stopChild("one");
    await tree.app.restartChild("one");
    await tree.app.stopChild("two");
    assert.deepEqual(states(tree), [
      ["two", "stopped", 0],
      ["one", "running", 0],
    ]);
    await tree.app.stop();
    assert.deepEqual(new Set(tree.exits()), new Set(["shop/one was shut down", "shop/two was shut down", "shop/two ended well"]));
  });

  test("both failing at once is one end of each", async () => {
    const tree = await pair();
    tree.one.fail(new Error("boom"));
    tree.two.fail(new Error("bang"));
    await tree.runtime.settle();
    assert.deepEqual(tree.told("child.exited"), ["shop/one", "shop/two"]);
    assert.deepEqual(states(tree), [
      ["two", "running", 1],
      ["one", "running", 1],
    ]);
    await tree.app.stop();
  });

  test("under one-for-all a failure is one round and one unit, whoever is linked", async () => {
    const tree = await pair({ strategy: "one-for-all", intensity: { restarts: 1, within: "5s" } });
    tree.two.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(tree.exits(), ["shop/two failed: Error: boom", "shop/one was shut down"]);
    assert.deepEqual(states(tree), [
      ["two", "running", 1],
      ["one", "running", 1],
    ]);
    await tree.app.stop();
  });

  test("a link is of one life: the next has to link anew", async () => {
    const part = puppet();
    const second = task("two", part.run);
    const first = task("one", (ctx) => {
      if (ctx.incarnation === 1) ctx.link(second);
      return untilStopped(ctx);
    });
    const tree = await grow(supervisor("shop", [second, first]));
    for (let failure = 0; failure < 2; failure += 1) {
      part.fail(new Error("boom"));
      await tree.runtime.settle();
    }
    assert.deepEqual(states(tree), [
      ["two", "running", 2],
      ["one", "running", 1],
    ]);
    await tree.app.stop();
  });

  test("two that link to each other at every start come back once", async () => {
    const parts = [puppet(), puppet()];
    const both = parts.map((part, index) =>
      task(`t${index}`, (ctx) => {
        ctx.link(`shop/t${1 - index}`);
        return part.run(ctx);
      }),
    );
    const tree = await grow(supervisor("shop", both));
    parts[1]?.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(states(tree), [
      ["t0", "running", 1],
      ["t1", "running", 1],
    ]);
    await tree.app.stop();
  });

  test("linked to one that waits for its restart, it goes down when that fails again", async () => {
    const part = puppet();
    let context: Context | undefined;
    const keep = (ctx: Context): Promise<void> => {
      context = ctx;
      return untilStopped(ctx);
    };
    const tree = await grow(supervisor("shop", [task("two", part.run, { backoff: { first: "1s" } }), task("one", keep)]));
    part.fail(new Error("boom"));
    await tree.runtime.settle();
    context?.link("shop/two");
    await tree.runtime.advance("2s");
    assert.deepEqual(states(tree), [
      ["two", "running", 1],
      ["one", "running", 0],
    ]);
    part.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(tree.told("child.failing"), ["shop/one"]);
    await tree.app.stop();
  });

  test("unlinked, each is on its own", async () => {
    const part = puppet();
    const second = task("two", part.run);
    const first = task("one", (ctx) => {
      const link = ctx.link(second);
      assert.equal(link.path, "shop/two");
      link.unlink();
      link.unlink();
      return untilStopped(ctx);
    });
    const tree = await grow(supervisor("shop", [second, first]));
    part.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(states(tree), [
      ["two", "running", 1],
      ["one", "running", 0],
    ]);
    await tree.app.stop();
  });

  test("linking to one that is down, or is not there, ends this one at once", async () => {
    for (const [target, code] of [
      ["shop/two", "NOT_RUNNING"],
      ["shop/nobody", "NOT_FOUND"],
    ] as const) {
      const contexts: Context[] = [];
      const keep = (ctx: Context): Promise<void> => {
        contexts.push(ctx);
        return untilStopped(ctx);
      };
      const tree = await grow(supervisor("shop", [task("two", untilStopped), task("one", keep)]));
      await tree.app.stopChild("two");
      contexts[0]?.link(target);
      await tree.runtime.settle();
      const exit = tree.events.findLast((event) => event.type === "child.exited" && event.path === "shop/one");
      assert.equal(exit?.type === "child.exited" && exit.exit.type === "linked" && exit.exit.cause.path, target);
      const cause = exit?.type === "child.exited" && exit.exit.type === "linked" && exit.exit.cause.exit;
      assert.equal(cause && cause.type === "failed" && cause.error.code, code);
      await tree.app.stop();
    }
  });

  test("down a chain goes its first cause", async () => {
    const part = puppet();
    const children: Spec[] = [task("t0", part.run, { restart: "temporary" })];
    for (let number = 1; number < 50; number += 1) {
      const before = children[number - 1] as Spec;
      children.push(
        task(
          `t${number}`,
          (ctx) => {
            ctx.link(before);
            return untilStopped(ctx);
          },
          { restart: "temporary" },
        ),
      );
    }
    const tree = await grow(supervisor("shop", children));
    part.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.equal(tree.app.countChildren().specs, 0);
    const last = tree.events.findLast((event) => event.type === "child.exited");
    assert.equal(last?.type === "child.exited" && describeExit(last.exit), "went down with shop/t0, which failed: Error: boom");
    await tree.app.stop();
  });

  test("a failure takes down those that are linked to it, directly or not, and nobody else: three hundred random nets", async () => {
    const random = seededRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const size = 2 + Math.floor(random() * 7);
      const contexts: Context[] = [];
      const parts = Array.from({ length: size }, () => puppet());
      const children = parts.map(({ run }, index) =>
        task(
          `t${index}`,
          (ctx) => {
            contexts[index] = ctx;
            return run(ctx);
          },
          { restart: "temporary" },
        ),
      );
      const half = Math.floor(size / 2);
      const tree = await grow(
        supervisor("net", [supervisor("a", children.slice(0, half)), supervisor("b", children.slice(half))]),
      );
      const net = children.map((_, index) => new Set([index]));
      for (let link = 0; link < size; link += 1) {
        const [from, to] = [Math.floor(random() * size), Math.floor(random() * size)];
        const tie = contexts[from]?.link(children[to] as Spec);
        if (random() < 0.3) tie?.unlink();
        else {
          const both = new Set([...(net[from] ?? []), ...(net[to] ?? [])]);
          for (const member of both) net[member] = both;
        }
      }
      const first = Math.floor(random() * size);
      parts[first]?.fail(new Error("boom"));
      await tree.runtime.settle();
      const down = new Set(tree.told("child.exited").map((path) => Number(path.slice("net/a/t".length))));
      assert.deepEqual(down, net[first]);
      assert.equal(tree.told("child.exited").length, down.size, "each once");
      await tree.app.stop();
    }
  });

  test("a ring of links goes down once, and comes back", async () => {
    const parts = [puppet(), puppet(), puppet()];
    const contexts: Context[] = [];
    const ring = parts.map((part, index) =>
      task(`t${index}`, (ctx) => {
        contexts[index] = ctx;
        return part.run(ctx);
      }),
    );
    const tree = await grow(supervisor("shop", ring));
    for (const [index, ctx] of contexts.entries()) ctx.link(ring[(index + 1) % 3] as Spec);
    parts[1]?.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(
      parts.map(({ lives }) => lives),
      [2, 2, 2],
    );
    assert.equal(tree.told("child.exited").length, 3);
    await tree.app.stop();
  });

  test("across supervisors, and to a whole supervisor: it and its children go down with the one that is linked to it", async () => {
    const part = puppet();
    const inner = supervisor("inner", [task("deep", untilStopped)]);
    const outside = task("outside", (ctx) => {
      ctx.link("shop/inner");
      return part.run(ctx);
    });
    const tree = await grow(supervisor("shop", [inner, supervisor("beside", [outside])]));
    part.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(tree.told("child.exited"), ["shop/beside/outside", "shop/inner/deep", "shop/inner"]);
    assert.deepEqual(states(tree), [
      ["inner", "running", 1],
      ["beside", "running", 0],
    ]);
    await tree.app.stop();
  });

  test("a child may be linked to its own supervisor, and takes it down with it", async () => {
    const part = puppet();
    const deep = task("deep", (ctx) => {
      ctx.link("shop/inner");
      return part.run(ctx);
    });
    const tree = await grow(supervisor("shop", [supervisor("inner", [deep])]));
    part.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(states(tree), [["inner", "running", 1]]);
    assert.equal(part.lives, 2);
    await tree.app.stop();
  });

  test("to itself it does nothing; twice to another is no harm", async () => {
    const part = puppet();
    const second = task("two", part.run);
    const first = task("one", (ctx) => {
      ctx.link("shop/one");
      ctx.link(second);
      ctx.link(second);
      return untilStopped(ctx);
    });
    const tree = await grow(supervisor("shop", [second, first]));
    part.fail(new Error("boom"));
    await tree.runtime.settle();
    assert.deepEqual(states(tree), [
      ["two", "running", 1],
      ["one", "running", 1],
    ]);
    await tree.app.stop();
  });

  test("a child that is killed while it is stopped has ended abnormally, and that is shared", async () => {
    const second = task("two", () => new Promise(() => {}), { shutdown: "1s", restart: "temporary" });
    const first = task("one", (ctx) => {
      ctx.link(second);
      return untilStopped(ctx);
    });
    const tree = await grow(supervisor("shop", [second, first]));
    const stopping = tree.app.stopChild("two");
    await tree.runtime.advance("2s");
    assert.equal((await stopping)?.type, "killed");
    assert.equal(tree.events.findLast((event) => event.type === "child.failing")?.path, "shop/one");
    await tree.app.stop();
  });
});
