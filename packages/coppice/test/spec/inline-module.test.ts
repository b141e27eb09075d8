import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Context,
  describeExit,
  type Exit,
  fromModule,
  inlineModule,
  type Isolation,
  start,
  supervisor,
  thread,
  type TreeEvent,
} from "coppice";
import { refused } from "../support/refusal.ts";

const LIMIT = { timeout: 60_000 };

for (const isolation of ["loop", "thread", "process"] satisfies Isolation[]) {
  test(`an inline module runs as one of a file would, isolation: "${isolation}"`, LIMIT, async () => {
    const adds = inlineModule(async (ctx, { one, other }: { one: number; other: number }) => {
      const { availableParallelism } = await import("node:os");
      ctx.shutdown({ sum: one + other, some: availableParallelism() > 0 });
    });
    const spec = fromModule("adds", adds, { isolation, args: { one: 2, other: 3 }, restart: "temporary" });
    const exited = Promise.withResolvers<TreeEvent & { readonly type: "child.exited" }>();
    const app = await start(supervisor("root", [spec]), {
      listen: (events) => events.subscribe((event) => void (event.type === "child.exited" && exited.resolve(event))),
    });
    assert.deepEqual((await exited.promise).exit, { type: "shutdown", info: { sum: 5, some: true } });
    await app.stop();
  });
}

test("a class is one too, and a failure names it in a short stack", LIMIT, async () => {
  class Broken {
    run(): Promise<void> {
      return Promise.reject(new Error("no more"));
    }
  }
  const exited = Promise.withResolvers<TreeEvent & { readonly type: "child.exited" }>();
  const app = await start(supervisor("root", [thread("broken", inlineModule(Broken), { restart: "temporary" })]), {
    listen: (events) => events.subscribe((event) => void (event.type === "child.exited" && exited.resolve(event))),
  });
  const { exit } = await exited.promise;
  assert.equal(describeExit(exit), "failed: Error: no more");
  assert.ok(exit.type === "failed");
  assert.match(String(exit.error.stack), /at Broken\.run \(inline:Broken:/);
  await app.stop();
});

test("a method is one, and a name is no code", LIMIT, async () => {
  const ends: Exit[] = [];
  const methods = {
    async run({ shutdown }: Context) {
      shutdown("an async method");
    },
    async async({ shutdown }: Context) {
      shutdown("of an odd name");
    },
    "two words"({ shutdown }: Context) {
      shutdown("a plain method");
      return Promise.resolve();
    },
  };
  const named = async ({ shutdown }: Context): Promise<void> => shutdown("a name of two lines");
  Object.defineProperty(named, "name", { value: "named\nthrow new Error('run');" });
  const makes = [...Object.values(methods), named];
  const all = Promise.withResolvers<void>();
  const children = makes.map((make, at) =>
    thread(`c${at}`, inlineModule(make), { restart: "temporary", onStartFailure: "policy" }),
  );
  const app = await start(supervisor("root", children), {
    listen: (events) =>
      events.subscribe((event) => {
        if (event.type === "child.exited" && ends.push(event.exit) === makes.length) all.resolve();
      }),
  });
  await all.promise;
  const infos = ends.map((exit) => (exit.type === "shutdown" ? String(exit.info) : describeExit(exit)));
  assert.deepEqual(infos.toSorted(), ["a name of two lines", "a plain method", "an async method", "of an odd name"]);
  await app.stop();
});

test("what surrounds it does not go along", LIMIT, async () => {
  const around = "here";
  const sees = inlineModule(async () => around.length);
  await assert.rejects(start(supervisor("root", [thread("sees", sees, { ready: "signal" })])), (error: unknown) => {
    assert.match(String(error), /around is not defined/);
    return true;
  });
});

test("what has no text of its own is refused", async () => {
  const text = /expected a function with a text of its own, .*; not a bound one, nor a method whose name is computed\.$/;
  const key: string = "run";
  const [computed] = Object.values({ async [key](): Promise<void> {} });
  for (const given of [undefined, null, "export default 1", {}, console.log.bind(console), Math.max, computed]) {
    await refused(() => inlineModule(given as never), "BAD_SPEC", text);
  }
});
