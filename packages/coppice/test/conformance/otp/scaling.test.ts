import assert from "node:assert/strict";
import { test } from "node:test";
import { type App, type Context, dynamicSupervisor, type RestartType, type Spec, start, supervisor, task } from "coppice";
import { stillReached } from "../../support/garbage.ts";
import { grow } from "../../support/grown-tree.ts";
import { costPerUnit } from "../../support/proportion.ts";
import { idle } from "../../support/puppet.ts";

/** What children are started with, and how many of its parts something still reaches: for each the argument, the spec, and its options. */
class Arguments {
  readonly #given: WeakRef<object>[] = [];

  /** A child that holds a large argument as long as something holds its spec. */
  child(id: string, restart: RestartType): Spec {
    const argument = Array.from({ length: 1_000 }, (_, index) => index);
    const run = async (ctx: Context): Promise<number> => {
      await idle(ctx);
      return argument.length;
    };
    const spec = task(id, run, { restart });
    this.#given.push(...[argument, spec, spec.options].map((given) => new WeakRef(given)));
    return spec;
  }

  retained(): Promise<number> {
    return stillReached(this.#given);
  }
}

// While a child runs, its supervisor holds its spec: `getSpec` answers it. Erlang forgets the arguments of a temporary one at its start.
for (const [name, root] of [
  ["one-for-one", supervisor("root", { strategy: "one-for-one" })],
  ["one-for-all", supervisor("root", { strategy: "one-for-all" })],
  ["rest-for-one", supervisor("root", { strategy: "rest-for-one" })],
  ["dynamic", dynamicSupervisor("root")],
] as const) {
  test(`otp 75 · ${name}: what a hundred temporary children were started with is not kept once they have ended`, async () => {
    const given = new Arguments();
    const { app } = await grow<Spec>(root);
    await startAndStop(app, 100, (number) => given.child(`child-${number}`, "temporary"));
    assert.equal(await given.retained(), 0);
    assert.equal(app.info().state, "running");
  });
}

test("otp 75 · what permanent children were started with is kept while they are stopped: a command starts them again", async () => {
  const given = new Arguments();
  const { app } = await grow<Spec>(supervisor("root"));
  await startAndStop(app, 100, (number) => given.child(`child-${number}`, "permanent"));
  assert.equal(await given.retained(), 300);
  assert.equal(app.countChildren().specs, 100);
});

test("otp 39 · dynamic: what an instance was started with is not retained, also after another has ended by itself", async () => {
  const given = new Arguments();
  const { app, runtime } = await grow<Spec>(dynamicSupervisor("pool"));
  await app.startChild(task("first", async () => {}, { restart: "temporary" }));
  await runtime.settle();
  await startAndStop(app, 1, () => given.child("only", "temporary"));
  assert.equal(await given.retained(), 0);
  await app.startChild(given.child("other", "temporary"));
  assert.equal(await given.retained(), 3, "one that runs is held");
});

test("otp 77 · stopping ten thousand instances costs about ten times as much as stopping a thousand", async () => {
  const ratio = await costPerUnit(1_000, 10_000, async (size) => {
    const app = await start<Spec>(dynamicSupervisor("pool"));
    await Promise.all(Array.from({ length: size }, (_, number) => app.startChild(task(`${number}`, idle))));
    return { measured: () => app.stop() };
  });
  assert.ok(ratio < 4, `each costs ${ratio.toFixed(1)} times as much`);
});

test("otp 88 · starting and stopping ten thousand children one by one costs each of them what it costs each of five hundred", async () => {
  const ratio = await costPerUnit(500, 10_000, async (size) => {
    const app = await start<Spec>(supervisor("root"));
    return {
      measured: () => startAndStop(app, size, (number) => task(`${number}`, idle, { restart: "temporary" })),
      after: () => app.stop(),
    };
  });
  assert.ok(ratio < 4, `each costs ${ratio.toFixed(1)} times as much`);
});

/** Starts so many children one after another, and then stops them one after another. */
async function startAndStop(app: App, size: number, child: (number: number) => Spec): Promise<void> {
  const ids: string[] = [];
  for (let number = 0; number < size; number += 1) ids.push((await app.startChild(child(number))).id);
  for (const id of ids) await app.stopChild(id);
}
