import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { type Incarnation, type Kind, type Place, plainRuntime, service, start, supervisor, systemRuntime, task } from "coppice";
import { grow, watch } from "../support/grown-tree.ts";
import { idle, Puppet } from "../support/puppet.ts";

const OTHER_END = { type: "failed", error: { name: "Error", message: "too late" } } as const;

/** A kind of a child whose incarnations do what a test says, by what they are given. */
function kindOf(create: (place: Place) => Incarnation): Kind {
  return { name: "odd", create: (_body, place) => create(place) };
}

for (const [name, runtime] of Object.entries({ systemRuntime, plainRuntime })) {
  test(`a crash loop lets I/O in between its restarts (${name})`, async () => {
    const starts: number[] = [];
    const crashing = task("crashing", async ({ incarnation }) => {
      starts.push(incarnation);
      throw new Error("broken");
    });
    const intensity = { restarts: Infinity, within: "5s" } as const;
    const app = await start(supervisor("root", { intensity }, [crashing]), { runtime });
    // Each read takes turns of the loop; were there none left for it, the first would not come back.
    while (starts.length < 50) await readFile(import.meta.filename);
    await app.stop();
  });
}

test("the time that one child blocks the loop is charged to nobody else: an answer that waited is in time", async () => {
  const blocks = task("blocks", async (ctx) => {
    const until = performance.now() + 100;
    while (performance.now() < until);
    await idle(ctx);
  });
  const { port1, port2 } = new MessageChannel();
  const told = async (): Promise<void> => {
    port2.postMessage("here, as soon as the loop looks");
    await once(port1, "message");
    port1.close();
  };
  const answers = service("answers", () => ({ start: told, stop: () => undefined }), { startTimeout: "50ms" });
  const app = await start(supervisor("root", { boot: "concurrent" }, [answers, blocks]));
  assert.equal(app.whichChild("answers").state, "running");
  await app.stop();
});

test("a kind that cannot make an incarnation, or whose incarnation cannot begin, has failed to start", async () => {
  const { app } = await grow(supervisor("root"));
  const noMaker = kindOf(() => {
    throw new TypeError("no such thing");
  });
  const noBeginner = kindOf(() => ({
    begin: () => {
      throw new TypeError("no such thing");
    },
    stop: () => undefined,
    kill: () => undefined,
  }));
  for (const kind of [noMaker, noBeginner]) {
    const odd = { id: "odd", kind, body: undefined, options: {} };
    await assert.rejects(app.startChild(odd), { code: "START_FAILED", message: /root\/odd .*TypeError: no such thing/ });
  }
  assert.deepEqual(app.whichChildren(), []);
  await app.stop();
});

test("what an incarnation tells after its end is dropped: it changes nothing of the next one", async () => {
  const lives: { readonly life: Incarnation; readonly place: Place }[] = [];
  const kind = kindOf((place) => {
    const life: Incarnation = {
      begin: () => place.ready(life),
      stop: () => place.exited(life, { type: "shutdown" }),
      kill: () => undefined,
    };
    lives.push({ life, place });
    return life;
  });
  const { app, runtime, told } = await grow(supervisor("root", {}, [{ id: "odd", kind, body: undefined, options: {} }]));
  const [first] = lives;
  assert.ok(first);
  const { life, place } = first;
  place.exited(life, OTHER_END);
  await runtime.settle();
  assert.deepEqual([lives.length, app.whichChild("odd").state], [2, "running"]);
  place.exited(life, OTHER_END);
  place.condemn(life, OTHER_END);
  place.ignored(life);
  place.ready(life);
  await runtime.settle();
  assert.deepEqual([lives.length, app.whichChild("odd").state, app.whichChild("odd").incarnation], [2, "running", 2]);
  assert.deepEqual(told("child.exited"), ["root/odd"]);
  await app.stop();
});

test("questions are answered from what is so now, in the middle of anything", async () => {
  const deaf = new Puppet();
  deaf.deaf = true;
  const { app, runtime } = await grow(supervisor("root", {}, [task("worker", idle), task("deaf", deaf.run)]));
  const stopping = watch(app.stopChild("deaf"));
  assert.equal(app.whichChild("deaf").state, "stopping");
  assert.deepEqual(app.countChildren(), { specs: 2, active: 2, supervisors: 0, workers: 2 });
  deaf.end();
  await runtime.settle();
  assert.equal(stopping.state, "done");
  await app.stop();
});

test("children that just run cost no timer", async () => {
  const children = Array.from({ length: 100 }, (_, index) => task(`child-${index}`, idle, { backoff: {}, shutdown: "1s" }));
  const { app, runtime } = await grow(supervisor("root", {}, children));
  assert.equal(runtime.pending, 0);
  await app.stop();
  assert.equal(runtime.pending, 0);
});

test("a spec is not changed by running it: one tree may be started many times, one after another", async () => {
  const worker = new Puppet();
  const spec = supervisor("root", {}, [task("worker", worker.run)]);
  const before = JSON.stringify(spec);
  for (let count = 1; count <= 3; count += 1) {
    const { app } = await grow(spec);
    assert.deepEqual([worker.count, app.whichChild("worker").incarnation], [count, 1]);
    await app.stop();
  }
  assert.equal(JSON.stringify(spec), before);
});

test("what a child uses from above is not looked for in each of its siblings", async () => {
  let looks = 0;
  const kind = kindOf((place) => {
    const life = {
      begin: () => place.ready(life),
      stop: () => place.exited(life, { type: "shutdown" }),
      kill: () => undefined,
      get branch() {
        looks += 1;
        return undefined;
      },
    };
    return life;
  });
  const siblings = Array.from({ length: 1_000 }, (_, index) => ({ id: `odd-${index}`, kind, body: undefined, options: {} }));
  const db = task("db", () => ({ run: idle }));
  const deep = task("deep", () => ({ run: idle }));
  const used: unknown[] = [];
  const user = task("user", async (ctx) => {
    looks = 0;
    used.push(ctx.use(db), ctx.use(deep));
    await idle(ctx);
  });
  const { app } = await grow(
    supervisor("root", {}, [db, supervisor("crowd", {}, [...siblings, supervisor("below", {}, [deep]), user])]),
  );
  assert.equal(used.length, 2);
  assert.equal(looks, 0, "none of the thousand was asked what is below it");
  await app.stop();
});
