import assert from "node:assert/strict";
import { afterEach, suite, test } from "node:test";
import {
  actor,
  type ActorContext,
  type ChildInfo,
  type CoppiceError,
  dynamicSupervisor,
  partitionSupervisor,
  pool,
  type Spec,
  supervisor,
  task,
} from "coppice";
import { ActorSystem } from "../../src/actor/actor-system.ts";
import { Ref } from "../../src/actor/ref.ts";
import { seededRandom } from "../../src/testing/seeded-random.ts";
import type { Branch } from "../../src/child/contract.ts";
import { idle, Puppet } from "../support/puppet.ts";
import { refusalOf } from "../support/refusal.ts";
import { FarTree } from "./far-tree.ts";

const LIMIT = { timeout: 60_000 };

afterEach(() => FarTree.clear());

/** All that can be asked of a supervisor and of those below it, save what goes by. */
function likeness(branch: Branch): unknown {
  return branch.whichChildren().map((child) => {
    const below = branch.branch(child.id);
    const { id, kind, options } = branch.getSpec(child.id) as Spec;
    return {
      info: settled(child),
      spec: { id, kind: kind.name, options },
      below: below && { counts: below.countChildren(), children: likeness(below) },
    };
  });
}

function settled({ dueIn, ...info }: ChildInfo): unknown {
  return { ...info, due: dueIn !== undefined };
}

/** What a command came to, in words. */
async function outcome(call: () => Promise<unknown>): Promise<unknown> {
  try {
    const answer = await call();
    return typeof answer === "object" && answer !== null && "since" in answer ? { ...answer, since: 0 } : answer;
  } catch (error) {
    const { code, message, details } = error as CoppiceError;
    return { code, message, details };
  }
}

function shop(puppets: readonly Puppet[]): Spec {
  return supervisor("far", { intensity: { restarts: Infinity, within: "1s" } }, [
    task("a", puppets[0]?.run ?? idle, { backoff: { first: "1h", initial: "1h", max: "2h" }, shutdown: Infinity }),
    task("b", puppets[1]?.run ?? idle, { restart: "temporary" }),
    supervisor("group", { strategy: "one-for-all", intensity: { restarts: Infinity, within: "1s" } }, [
      task("c", puppets[2]?.run ?? idle),
      task("d", puppets[3]?.run ?? idle, {
        budget: { restarts: 0, within: "1h" },
        onExhausted: "quarantine",
        significant: false,
      }),
    ]),
    supervisor("empty"),
    dynamicSupervisor("pool", {
      maxChildren: 3,
      template: (name: string) => task("one", idle, { restart: name as "transient" }),
    }),
  ]);
}

suite("a tree elsewhere, as its mount shows it", LIMIT, () => {
  test("is what it is there: children, states, counts, specs without functions", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    assert.deepEqual(likeness(far.at()), likeness(far.there));
    assert.deepEqual(far.at().countChildren(), { specs: 5, active: 5, supervisors: 3, workers: 2 });
    assert.equal(far.at().spec.id, "far");
    assert.equal(far.at("empty").whichChildren().length, 0);
    assert.deepEqual(far.at("pool").spec.options, { maxChildren: 3 });
    assert.equal(far.at().getSpec("nobody"), undefined);
    assert.equal(far.at().branch("a"), undefined);
  });

  for (let seed = 1; seed <= 5; seed += 1) {
    test(`is what it is there after any commands and failures (seed ${seed})`, async () => {
      const random = seededRandom(seed);
      const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
      const puppets = Array.from({ length: 4 }, () => new Puppet());
      const far = new FarTree(shop(puppets));
      await far.settle();
      for (let step = 0; step < 60; step += 1) {
        const [branch, id] = pick<readonly [Branch, string]>([
          [far.at(), pick(["a", "b", "group", "empty", "pool", "nobody"])],
          ...["c", "d"].map((one) => [far.mount.branch?.branch("group") ?? far.at(), one] as const),
          ...["one-1", "one-2", "mine"].map((one) => [far.mount.branch?.branch("pool") ?? far.at(), one] as const),
        ]);
        const calls: readonly (() => unknown)[] = [
          () => branch.stopChild(id),
          () => branch.restartChild(id),
          () => branch.deleteChild(id),
          () => branch.reviveChild(id),
          () => branch.startInstance?.("transient", pick([undefined, "mine"])),
          () => pick(puppets).fail(),
          () => pick(puppets).end(),
          () => (far.disconnect(), far.connect(), far.mount.resume()),
        ];
        // Some settle only when others are done: nobody waits here.
        void Promise.resolve(pick(calls)()).catch(() => undefined);
        if (random() < 0.7) await far.settle();
      }
      await far.settle();
      assert.deepEqual(likeness(far.at()), likeness(far.there));
      const seqs = far.events.map(({ seq }) => seq);
      assert.deepEqual(
        seqs,
        Array.from(seqs, (_, at) => at + 1),
      );
    });
  }

  test("has what is below children of other kinds that supervise, and says so while they are down", async () => {
    const crew = pool("crew", () => ({ receive: {} }), { size: 2 });
    const far = new FarTree(supervisor("far", [crew, partitionSupervisor("parts", task("part", idle), { partitions: 2 })]));
    await far.settle();
    assert.deepEqual(likeness(far.at()), likeness(far.there));
    assert.equal(far.at("crew").whichChildren().length, 2);
    assert.deepEqual(far.at().countChildren(), far.there.countChildren());
    await far.at().stopChild("crew");
    assert.deepEqual(far.at().countChildren(), far.there.countChildren());
    assert.equal(far.at().getSpec("crew")?.kind.supervises, true);
  });

  test("a tree of more children than a message can hold is whole, also after many have come and gone", async () => {
    const many = Array.from({ length: 2_500 }, (_, at) => task(`t${at}`, idle));
    const far = new FarTree(supervisor("far", many));
    await far.settle();
    assert.deepEqual(likeness(far.at()), likeness(far.there));
    for (let at = 0; at < 2_400; at += 1) {
      void far.there.stopChild(`t${at}`).then(() => far.there.deleteChild(`t${at}`));
    }
    while (far.there.countChildren().specs > 100) await far.settle();
    await far.settle();
    assert.deepEqual(likeness(far.at()), likeness(far.there));
    assert.ok(!far.said.some((word) => word.startsWith("it sent")), far.said.at(-1));
  });

  test("a tree of more supervisors than a message can hold is whole", async () => {
    const far = new FarTree(
      supervisor(
        "far",
        Array.from({ length: 1_200 }, (_, at) => supervisor(`s${at}`, [task("a", idle)])),
      ),
    );
    await far.settle();
    assert.deepEqual(likeness(far.at()), likeness(far.there));
    assert.ok(!far.said.some((word) => word.startsWith("it sent")), far.said.at(-1));
  });

  test("nothing is left of a supervisor whose id another child has by now", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    await far.there.stopChild("group");
    await far.there.deleteChild("group");
    await far.there.startChild(task("group", idle));
    await far.settle();
    assert.deepEqual(likeness(far.at()), likeness(far.there));
    assert.equal(far.at().whichChildren().at(-1)?.id, "group");
    far.mount.close();
    assert.deepEqual(far.at().stopReport().at(-1), { id: "group", path: "root/far/group", took: 0 });
  });

  test("an event that comes twice is told once", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    const before = far.events.length;
    const event = { seq: 10_000, at: 0, wall: 0, severity: "info", type: "child.started", path: "root/far/a" } as const;
    far.mount.heard({ type: "events", missed: 0, events: [event] });
    far.mount.heard({ type: "events", missed: 0, events: [event] });
    assert.equal(far.events.length, before + 1);
  });

  test("what happens in one turn of the loop is told in one go", async () => {
    const far = new FarTree(
      supervisor(
        "far",
        Array.from({ length: 100 }, (_, at) => task(`t${at}`, idle)),
      ),
    );
    await far.settle();
    assert.equal(far.said.filter((word) => word === "state").length, 1);
    far.said.length = 0;
    for (let at = 0; at < 100; at += 1) void far.there.stopChild(`t${at}`);
    await far.settle();
    assert.ok(far.said.length <= 6, far.said.join(", "));
    assert.equal(far.at().countChildren().active, 0);
  });

  test("its events are told as they were there, with numbers of this side's own", async () => {
    const there: unknown[] = [];
    const puppet = new Puppet();
    const far = new FarTree(shop([puppet]));
    far.tree.environment.events.subscribe((event) => void there.push({ ...event, seq: 0 }));
    await far.settle();
    puppet.fail("lost");
    await far.settle();
    const here = far.events.map((event) => ({ ...event, seq: 0 })).slice(-there.length);
    assert.equal(there.length, 2);
    assert.deepEqual(here, JSON.parse(JSON.stringify(there)));
    assert.ok(far.events.some(({ path, type }) => path === "root/far/a" && type === "child.exited"));
  });

  test("how it went down is there once it has: those below too, in the order of the specs", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    await far
      .at()
      .stopChild("b")
      .catch(() => undefined);
    far.tree.stop();
    assert.deepEqual(await far.ended, { type: "shutdown" });
    await far.settle();
    assert.deepEqual(far.at().stopReport(), far.there.stopReport());
    assert.deepEqual(
      far
        .at()
        .stopReport()
        .map(({ id, path, children }) => [id, path, children?.length]),
      [
        ["a", "root/far/a", undefined],
        ["group", "root/far/group", 2],
        ["empty", "root/far/empty", 0],
        ["pool", "root/far/pool", 0],
      ],
    );
  });

  test("what is left of one that was lost is how it was last seen", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    await far.at("group").stopChild("c");
    far.mount.close();
    const group = far
      .at()
      .stopReport()
      .find(({ id }) => id === "group");
    assert.deepEqual(group?.children, [
      { id: "c", path: "root/far/group/c", took: 0, exit: { type: "shutdown" } },
      { id: "d", path: "root/far/group/d", took: 0 },
    ]);
  });

  test("children that were left behind there are counted here, until it is gone", async () => {
    const deaf = task("deaf", () => new Promise(() => {}), { shutdown: 1 });
    const far = new FarTree(supervisor("far", [deaf]));
    await far.settle();
    await far.at().stopChild("deaf");
    assert.equal(far.environment.tree.leaked, 1);
    far.mount.close();
    assert.equal(far.environment.tree.leaked, 0);
  });

  test("what it says of others than its own is dropped", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    const before = far.events.length;
    const event = { seq: 10_000, at: 0, wall: 0, severity: "info", type: "child.started", path: "root/other" } as const;
    far.mount.heard({ type: "events", missed: 0, events: [event] });
    const begun = { options: {}, dynamic: false, template: false };
    far.mount.heard({ type: "state", leaked: 0, branches: [{ path: "root", begun, removed: [], children: [] }] });
    assert.equal(far.events.length, before);
    assert.equal(far.at().countChildren().specs, 5);
  });

  test("an event is never told as later than now", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    const event = { seq: 10_000, at: 1e15, wall: 1e15, severity: "info", type: "child.started", path: "root/far/a" } as const;
    far.mount.heard({ type: "events", missed: 0, events: [event] });
    const { at, wall } = far.events.at(-1) ?? { at: Infinity, wall: Infinity };
    assert.ok(at <= performance.now() && wall <= Date.now());
  });
});

suite("an actor elsewhere, as its mount shows it", LIMIT, () => {
  const one = (receive: object = {}, more: object = {}): Spec =>
    actor(
      "one",
      (ctx: ActorContext) => ({ receive: { ...receive, hire: () => ctx.spawn(task("hand", idle)) }, ...more }) as never,
    );

  test("says first that it is one, and again over a link that is new; its children are below it once there are any", async () => {
    const far = new FarTree(one());
    await far.settle();
    assert.deepEqual([far.said[0], far.mount.isActor, far.mount.hasActor("root/far")], ["actor", true, true]);
    assert.equal(far.mount.branch, undefined);
    assert.equal(far.tree.environment.lookup("root/far"), far.tree);
    const system = ActorSystem.of(far.tree.environment);
    await new Ref("root/far", system).ask({ type: "hire" } as never);
    await far.settle();
    assert.deepEqual(likeness(far.at()), likeness(far.there));
    assert.equal(far.tree.environment.lookup("root/far/hand")?.state, "running");
    assert.deepEqual(await far.at().stopChild("hand"), { type: "shutdown" });
    far.disconnect();
    far.said.length = 0;
    far.connect();
    far.mount.resume();
    await far.settle();
    assert.deepEqual(far.said.slice(0, 2), ["actor", "state"]);
    assert.deepEqual(likeness(far.at()), likeness(far.there));
  });

  test("without children takes no command, and has none to tell of over a link that is new", async () => {
    const far = new FarTree(one());
    await far.settle();
    far.tree.ask({ type: "command", id: 1, deadline: null, does: "stop", path: "root/far", child: "hand", args: null });
    await far.settle();
    assert.deepEqual(far.said, ["actor", "ready", "refusal"]);
    far.disconnect();
    far.said.length = 0;
    far.connect();
    far.mount.resume();
    await far.settle();
    assert.deepEqual(far.said, ["actor", "ready"]);
    far.tree.stop();
    assert.deepEqual(await far.ended, { type: "shutdown" });
    await far.settle();
    assert.equal(far.said.at(-1), "exited");
  });

  test("one that is left behind ends with what it lives in: it is neither told so nor leaked", async () => {
    const stopped = (): Promise<void> => new Promise(() => undefined);
    const far = new FarTree(one({}, { stopped }));
    await far.settle();
    far.tree.stop();
    far.tree.kill("shutdown-timeout");
    assert.deepEqual(await far.ended, { type: "killed", by: "shutdown-timeout" });
    await far.settle();
    assert.ok(!far.events.some(({ type }) => type === "child.abandoned"));
  });
});

test("a child of a tree elsewhere gives a sign of life for all of it", LIMIT, async () => {
  const far = new FarTree(supervisor("far", [task("busy", async ({ heartbeat }) => heartbeat(), { restart: "temporary" })]));
  await far.settle();
  assert.ok(far.said.includes("heartbeat"));
});

suite("commands to a tree elsewhere", LIMIT, () => {
  const script: readonly (readonly [string, (of: (...ids: readonly string[]) => Branch) => Promise<unknown>])[] = [
    ["stops", (of) => of().stopChild("a")],
    ["stops a stopped one", (of) => of().stopChild("a")],
    ["starts again", (of) => of().restartChild("a")],
    ["refuses to start again what runs", (of) => of().restartChild("a")],
    ["refuses to forget what runs", (of) => of().deleteChild("a")],
    ["refuses to revive what is not parked", (of) => of().reviveChild("a")],
    ["refuses what it does not have", (of) => of().stopChild("nobody")],
    ["stops a supervisor", (of) => of().stopChild("group")],
    ["starts a supervisor again", (of) => of().restartChild("group")],
    ["reaches those below", (of) => of("group").stopChild("d")],
    ["forgets", (of) => of("group").deleteChild("d")],
    ["a dynamic supervisor forgets by itself, and has no restarts", (of) => of("pool").restartChild("one-1")],
  ];

  test("come to what they come to in the loop, with the same codes and texts", async () => {
    const far = new FarTree(shop([]));
    const near = new FarTree(shop([]));
    await Promise.all([far.settle(), near.settle()]);
    const there = (...ids: readonly string[]): Branch => {
      let branch: Branch | undefined = near.there;
      for (const id of ids) branch = branch?.branch(id);
      return branch as Branch;
    };
    for (const [what, command] of script) {
      const expected = await outcome(() => command(there));
      assert.deepEqual(await outcome(() => command((...ids) => far.at(...ids))), expected, what);
      assert.notEqual(expected, null);
    }
  });

  test("who has its answer finds the tree as the answer says", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    await far.at().stopChild("a");
    assert.equal(far.at().childInfo("a")?.state, "stopped");
    const started = await far.at("pool").startInstance?.("transient", undefined);
    assert.deepEqual(far.at("pool").childInfo("one-1"), started);
    assert.equal(started?.restart, "transient");
  });

  test("an instance comes from the template there, by plain JSON; what else it says is refused as in the loop", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    const start = async (args: unknown, id?: string): Promise<unknown> => await far.at("pool").startInstance?.(args, id);
    assert.deepEqual([(await start("transient")) !== undefined, (await start("transient", "mine")) !== undefined], [true, true]);
    assert.equal((await refusalOf(() => start("transient", "mine"))).code, "ALREADY_STARTED");
    assert.equal((await refusalOf(() => start("sometimes"))).code, "BAD_OPTION");
    await start("transient");
    assert.equal((await refusalOf(() => start("transient"))).code, "MAX_CHILDREN");
    const refusal = await refusalOf(() => start(() => 1));
    assert.equal(refusal.code, "BAD_OPTION");
    assert.match(
      refusal.message,
      /^root\/far\/pool is in another thread or process, and startChild\(args\) was given .*: expected plain JSON/,
    );
    assert.equal((await refusalOf(async () => await far.at().startInstance?.("x", undefined))).code, "BAD_SPEC");
  });

  test("what is no plain JSON, or too much of it, is refused here, and the refusal says why", async () => {
    class Point {
      x = 1;
    }
    const far = new FarTree(shop([]));
    await far.settle();
    const circle: unknown[] = [];
    circle.push(circle);
    const refusals: readonly (readonly [args: unknown, why: RegExp])[] = [
      [new Date(0), /; it is 1970-01-01T00:00:00\.000Z\.$/],
      [new Map([[1, 2]]), /; it is Map\(1\) /],
      [{ list: [new Point()] }, /; its member list\.0 is Point /],
      [new Error("no"), /; it is Error: no/],
      [Promise.resolve(1), /; it is Promise /],
      [Buffer.from("ab"), /; it is Buffer\(2\) /],
      [[Number.NaN], /; its member 0 is NaN\.$/],
      [[undefined], /; its member 0 is undefined\.$/],
      [circle, /; its member 0 is a circle\.$/],
      [
        {
          get at(): number {
            throw new Error("unreadable");
          },
        },
        /; it cannot be read: Error: unreadable/,
      ],
      ["x".repeat(2 ** 21 + 1), /; it holds more than 2097152 characters of text\.$/],
      [Array.from({ length: 100_000 }, () => 1), /; it holds more than 100000 values\.$/],
      [JSON.parse("[".repeat(51) + "]".repeat(51)), /; it is more than 50 levels deep\.$/],
    ];
    for (const [args, why] of refusals) {
      const { code, message } = await refusalOf(async () => await far.at("pool").startInstance?.(args, undefined));
      assert.equal(code, "BAD_OPTION", message);
      assert.match(
        message,
        /^root\/far\/pool is in another .*, and startChild\(args\) was given [^]*: expected plain JSON, for nothing/,
      );
      assert.match(message, why);
    }
  });

  test("the template gets plain JSON as it was given, null or nothing too: what is undefined is left out, a proxy is what it stands for", async () => {
    const got: unknown[] = [];
    const take = (args: unknown): Spec => {
      got.push(args);
      return task("one", idle);
    };
    const far = new FarTree(supervisor("far", [dynamicSupervisor("pool", { template: take })]));
    await far.settle();
    const given = [0, { a: 1, b: undefined, c: [null, "x"] }, new Proxy({ a: 1 }, {}), "x".repeat(2 ** 21)];
    for (const args of [undefined, null, ...given]) await far.at("pool").startInstance?.(args, undefined);
    assert.deepEqual(got, [undefined, null, 0, { a: 1, c: [null, "x"] }, { a: 1 }, "x".repeat(2 ** 21)]);
  });

  test("a spec cannot cross, and the refusal says what to do", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    const { code, message } = await refusalOf(() => far.at().startChild(task("late", idle)));
    assert.equal(code, "UNSUPPORTED");
    assert.match(
      message,
      /functions do not cross\. Put "late" into the module that exports root\/far; .* dynamicSupervisor with a template/,
    );
  });

  test("the likeness of a spec cannot be started", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    const spec = far.at().getSpec("a") as Spec;
    assert.throws(() => spec.kind.create(spec.body as never, {} as never), { code: "UNSUPPORTED" });
    assert.deepEqual(spec.options.shutdown, Infinity);
  });

  test("one that comes after its deadline is not done", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    far.tree.ask({ type: "command", id: 77, deadline: 0, does: "stop", path: "root/far", child: "a" });
    await far.settle();
    assert.equal(far.said.at(-1), "refusal");
    assert.equal(far.at().childInfo("a")?.state, "running");
  });

  test("those without an outcome settle when the other side is gone, and further ones at once", async () => {
    const puppet = new Puppet();
    puppet.deaf = true;
    const far = new FarTree(shop([puppet]));
    await far.settle();
    const branch = far.at();
    const waiting = refusalOf(() => branch.stopChild("a"));
    await far.settle();
    far.mount.close();
    const { code, message } = await waiting;
    assert.equal(code, "NOT_RUNNING");
    assert.match(message, /root\/far ended, or its link was lost, before it had answered: whether it was done is not known/);
    assert.equal((await refusalOf(() => branch.restartChild("a"))).code, "NOT_RUNNING");
  });
});

suite("a tree elsewhere goes on over a new link", LIMIT, () => {
  test("with the tree as it is by then, what happened meanwhile, and no event twice", async () => {
    const puppet = new Puppet();
    const far = new FarTree(shop([puppet]));
    await far.settle();
    const branch = far.at();
    far.disconnect();
    puppet.fail("while nobody heard");
    void far.there.stopChild("group");
    await far.settle();
    assert.equal(branch.childInfo("a")?.state, "running");
    far.connect();
    far.mount.resume();
    await far.settle();
    assert.equal(branch.childInfo("a")?.state, "restarting");
    assert.deepEqual(likeness(far.at()), likeness(far.there));
    const told = far.events.filter(({ path, type }) => path === "root/far/a" && type === "child.exited");
    assert.equal(told.length, 1);
    assert.ok(!far.events.some(({ type }) => type === "mount.gap"));
    assert.deepEqual(far.said.slice(-3), ["state", "events", "ready"]);
  });

  test("a command whose answer was lost is answered again, and not done again", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    const pool = far.at("pool");
    const starting = pool.startInstance?.("transient", undefined);
    // It is on its way; its answer will find no link.
    await Promise.resolve();
    await Promise.resolve();
    far.disconnect();
    await far.settle();
    assert.equal(far.there.branch("pool")?.countChildren().specs, 1);
    far.connect();
    far.mount.resume();
    assert.equal((await starting)?.id, "one-1");
    assert.equal(far.there.branch("pool")?.countChildren().specs, 1);
  });

  test("a command that was lost on its way is given again", async () => {
    const far = new FarTree(shop([]));
    await far.settle();
    far.disconnect();
    const stopping = far.at().stopChild("a");
    far.connect();
    far.mount.resume();
    assert.deepEqual(await stopping, { type: "shutdown" });
  });

  test("of more events than are kept the last are told, and how many are missing", async () => {
    const far = new FarTree(supervisor("far", [supervisor("pool"), task("a", idle)]));
    await far.settle();
    far.disconnect();
    for (let round = 0; round < 400; round += 1) {
      await far.there.stopChild("a");
      await far.there.restartChild("a");
    }
    const before = far.events.length;
    far.connect();
    far.mount.resume();
    await far.settle();
    const gap = far.events[before];
    assert.equal(gap?.type, "mount.gap");
    assert.equal(gap?.path, "root/far");
    assert.equal(far.events.length - before - 1, 1_000);
    assert.equal(gap?.["missed"], 1_600 - 1_000);
  });

  test("it wants the whole tree down: that is heard, at the latest then", async () => {
    const far = new FarTree(supervisor("far", [task("a", async ({ shutdownTree }) => shutdownTree(), { restart: "temporary" })]));
    await far.settle();
    assert.ok(far.said.includes("(the tree goes down)") || far.said.includes("shutdown-tree"));
    far.disconnect();
    far.said.length = 0;
    far.connect();
    far.mount.resume();
    await far.settle();
    assert.ok(far.said.includes("shutdown-tree"));
  });
});
