import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import {
  actor,
  type AnyApp,
  fromModule,
  inlineModule,
  type Isolation,
  type Json,
  module,
  type ModuleOptions,
  type ModuleSpec,
  printTree,
  type Ref,
  registry,
  start,
  supervisor,
  task,
} from "coppice";
import { fixture, inline } from "../kind/thread/lone-thread.ts";
import { errorOf } from "../support/exits.ts";
import { HeardTree, reportAt } from "../support/heard-tree.ts";
import { refusalOf, refused } from "../support/refusal.ts";
import type { DeskArgs } from "./desk.ts";

/** How long a test may take on a machine that has much else to do: each starts threads or processes. */
const LIMIT = { timeout: 240_000 };

/** How long an answer may take there. */
const PATIENCE = { timeout: 200_000 };

const KINDS: Readonly<Record<Isolation, string>> = { loop: "worker", thread: "thread", process: "program" };

const desk = module<typeof import("./desk.ts")>(new URL("desk.ts", import.meta.url));
const plain = module<typeof import("./plain-desk.ts")>(new URL("plain-desk.ts", import.meta.url));

type DeskSpec = ModuleSpec<"desk", ReturnType<(typeof import("./desk.ts"))["default"]>>;

// What a test that failed has left.
after(() => HeardTree.clear());

const names = registry("names");

/** An actor of the tree around, which notes what it is told, and can be asked to find others. */
const clerk = actor("clerk", (ctx) => ({
  receive: {
    note: ({ value }: { readonly value: unknown }) => `noted ${JSON.stringify(value)} of ${ctx.sender?.path}`,
    ask: ({ path, message }: { readonly path: string; readonly message: object }) =>
      ctx.ref(path).ask(message as never, PATIENCE),
  },
}));

for (const isolation of ["loop", "thread", "process"] as const) {
  const isHere = isolation === "loop";

  const made = (args: DeskArgs = {}, options: object = {}): DeskSpec => {
    const patience = isHere ? {} : { heartbeat: "60s" };
    const said = { startTimeout: "200s", ...patience, ...options, isolation, args: args as Json } as unknown;
    return fromModule("desk", desk, said as never);
  };

  const grow = async (args?: DeskArgs, options?: object): Promise<HeardTree> =>
    await HeardTree.of(names, clerk, made(args, options));

  /** Asks the desk of a tree by its path. */
  const ask = async (app: AnyApp, type: string, message: object = {}): Promise<unknown> =>
    await app.refAt("root/desk").ask({ type, ...message } as never, PATIENCE);

  suite(`a module that exports an actor, isolation: "${isolation}"`, { ...LIMIT, concurrency: 2 }, () => {
    test("is listed at its own path as it was, with nothing below it, and has the facts of its place", async () => {
      const { app } = await grow();
      assert.equal(
        printTree(app).replaceAll(/ +/g, " "),
        `root supervisor running\n├─ names registry running\n├─ clerk actor running\n└─ desk ${KINDS[isolation]} running`,
      );
      assert.deepEqual(app.countChildren(), { specs: 3, active: 3, supervisors: 0, workers: 3 });
      assert.equal(app.whichChild("desk").mount, undefined);
      assert.throws(() => app.lookup("desk").whichChildren(), { code: "NOT_A_SUPERVISOR" });
      const { self, ...facts } = (await ask(app, "facts")) as Record<string, Json> & { readonly self: Ref };
      assert.deepEqual(facts, { id: "desk", path: "root/desk", incarnation: 1, state: "open", sender: null });
      assert.equal(await self.ask({ type: "echo", value: "by itself" } as never, PATIENCE), "by itself");
      const report = await app.stop();
      assert.deepEqual(reportAt(report, "desk")?.exit, { type: "shutdown" });
      assert.equal(app.leaked, 0);
    });

    test("may export the spec as it is, of which the compiler knows the messages and their answers", async () => {
      const one = fromModule("desk", plain, { isolation, startTimeout: "200s" } as never);
      const { app } = await HeardTree.of(one);
      const sum: number = await app.ref(one).ask({ type: "add", a: 1, b: 2 }, PATIENCE);
      assert.equal(sum, 3);
      assert.equal(await app.use(one).ask({ type: "add", a: 2, b: 2 }, PATIENCE), 4);
      await app.stop();
    });

    test("is reached by its path, its spec, its name, and from tasks by ctx.use: told, sent to and asked", async () => {
      const spec = made();
      const reached = Promise.withResolvers<unknown>();
      const user = task("user", async (ctx) => {
        reached.resolve(await ctx.use(spec).ask({ type: "echo", value: "by use" }, PATIENCE));
        await new Promise((resolve) => ctx.signal.addEventListener("abort", resolve));
      });
      const { app } = await HeardTree.of(names, clerk, spec, user);
      assert.equal(await reached.promise, "by use");
      assert.equal(await app.ref(spec).ask({ type: "echo", value: "by spec" }, PATIENCE), "by spec");
      assert.equal(String(app.ref(spec)), "root/desk");
      assert.ok(app.refAt("root/desk").isThere);
      app.refAt("root/desk").tell({ type: "echo" });
      await app.refAt("root/desk").send({ type: "echo" });
      assert.equal(await ask(app, "count"), 4);
      const message = { type: "facts" };
      const facts = await app.ref(clerk).ask({ type: "ask", path: "root/desk", message }, PATIENCE);
      assert.equal((facts as { readonly sender: string }).sender, "root/clerk");
      app.use(names).register(app.ref(spec), "Desk");
      assert.equal(await app.use(names).via("Desk").ask({ type: "echo", value: "by name" }, PATIENCE), "by name");
      await app.stop();
    });

    test("reaches those around it by the addresses in messages and by their paths, and shows them its own", async () => {
      const { app } = await grow();
      const noted = 'noted "x" of root/desk';
      assert.equal(await ask(app, "pass", { to: app.ref(clerk), value: "x" }), noted);
      assert.equal(await ask(app, "find", { path: "root/clerk", value: "x" }), noted);
      const none = await refusalOf(() => ask(app, "find", { path: "root/nobody", value: "x" }));
      assert.match((none.cause as Error).message, /there is no actor at root\/nobody/);
      await app.stop();
    });

    test("refuses what it does not take, and what does not cross", async () => {
      const { app } = await grow({ onError: "resume" });
      await refused(() => ask(app, "bow"), "UNHANDLED_MESSAGE", /root\/desk has no handler for "bow"/);
      if (isHere) assert.equal(typeof (await ask(app, "echo", { value: () => 1 })), "function");
      else await refused(() => ask(app, "echo", { value: () => 1 }), "NOT_CLONEABLE", /the message to root\/desk/);
      const { code } = await refusalOf(() => app.refAt("root/desk").ask({ type: "never" } as never, { timeout: 20 }));
      assert.equal(code, "ASK_TIMEOUT");
      const stop = new AbortController();
      const asked = app.refAt("root/desk").ask({ type: "never" } as never, { ...PATIENCE, signal: stop.signal });
      stop.abort(new Error("enough"));
      await assert.rejects(asked, /enough/);
      for (const [type, member] of [
        ["use", "use"],
        ["watch", "monitor"],
      ] as const) {
        const error = await refusalOf(() => ask(app, type, { path: "root/clerk" }));
        assert.match((error.cause as Error).message, new RegExp(`^root/desk: ctx\\.${member}\\(…\\) was called for`));
      }
      await app.stop();
    });

    test("checks what comes from outside by its schemas", async () => {
      const { app } = await grow({ checks: true });
      if (isHere) {
        const ref = app.refAt("root/desk");
        assert.deepEqual(await ref.accept({ type: "echo", value: "a", more: 1 }), { type: "echo", value: "a" });
        await refused(() => ref.accept({ type: "echo", value: 1 }), "BAD_MESSAGE", /expected a word/);
      } else {
        assert.equal(await ask(app, "echo", { value: "a" }), "a");
        await refused(() => ask(app, "echo", { value: 1 }), "BAD_MESSAGE", /expected a word/);
        await refused(() => app.refAt("root/desk").accept({ type: "echo" }), "UNSUPPORTED", /accept does not reach/);
      }
      await app.stop();
    });

    test("its handler fails: the ask rejects, it is restarted with a new state, and the address stays good", async () => {
      const grown = await grow();
      const { app } = grown;
      const ref = app.refAt("root/desk");
      await ref.send({ type: "echo" });
      const error = await refusalOf(() => ask(app, "fail", { why: "no ink" }));
      assert.equal(error.code, "ACTOR_FAILED");
      assert.match((error.cause as Error).message, /no ink/);
      assert.equal(errorOf((await grown.next("child.exited", "root/desk")).exit).message, "no ink");
      await grown.next("child.started", "root/desk");
      assert.equal(app.whichChild("desk").incarnation, 2);
      assert.equal(await ref.ask({ type: "count" }, PATIENCE), 0);
      await app.stop();
    });

    test(`what waits when it fails ${isHere ? "waits for its next life" : "dies with its mailbox: asks settle, and the rest is dead"}`, async () => {
      const grown = await grow();
      const { app } = grown;
      const failing = refusalOf(() => ask(app, "fail", { why: "no ink" }));
      const waiting = ask(app, "echo", { value: "later" });
      waiting.catch(() => undefined);
      app.refAt("root/desk").tell({ type: "echo" });
      assert.equal((await failing).code, "ACTOR_FAILED");
      if (isHere) {
        assert.equal(await waiting, "later");
        assert.equal(await ask(app, "count"), 2);
      } else {
        assert.equal((await refusalOf(() => waiting)).code, "NOT_RUNNING");
        const reasons = new Set<unknown>();
        while (!reasons.has("not-running")) reasons.add((await grown.next("dead-letter", "root/desk")).reason);
      }
      await app.stop();
    });

    test('its onError decides: "resume" goes on, "stop" stops it for good, "escalate" has its supervisor give up', async () => {
      const going = await grow({ onError: "resume" });
      await ask(going.app, "echo");
      assert.equal((await refusalOf(() => ask(going.app, "fail", { why: "never mind" }))).code, "ACTOR_FAILED");
      assert.equal(await ask(going.app, "count"), 1);
      await going.app.stop();
      const stopping = await grow({ onError: "stop" });
      assert.equal((await refusalOf(() => ask(stopping.app, "fail", { why: "enough" }))).code, "ACTOR_FAILED");
      assert.deepEqual((await stopping.next("child.exited", "root/desk")).exit, { type: "shutdown" });
      assert.equal(stopping.app.whichChild("desk").state, "stopped");
      await refused(() => ask(stopping.app, "count"), "NOT_RUNNING", /root\/desk/);
      assert.equal((await stopping.app.restartChild("desk")).incarnation, 2);
      assert.equal(await ask(stopping.app, "count"), 0);
      await stopping.app.stop();
      const escalating = await grow({ onError: "escalate" });
      assert.equal((await refusalOf(() => ask(escalating.app, "fail", { why: "all is lost" }))).code, "ACTOR_FAILED");
      const exit = await escalating.app.exit;
      assert.deepEqual(exit.type === "gave-up" && [exit.why, exit.cause.path], ["fatal", "root/desk"]);
    });

    test("has children of its own, which are in the tree, are reached, take commands, and are in the report", async () => {
      const grown = await grow();
      const { app } = grown;
      assert.equal(await ask(app, "hire", { id: "hand" }), "root/desk/hand");
      await grown.next("child.started", "root/desk/hand");
      assert.equal(app.lookup("desk/hand").info().kind, "actor");
      assert.equal(await app.refAt("root/desk/hand").ask({ type: "who" }, PATIENCE), "root/desk/hand");
      assert.match(printTree(app), /desk .*\n +└─ hand /);
      await ask(app, "hire", { id: "other" });
      await grown.next("child.started", "root/desk/other");
      assert.deepEqual(await app.lookup("desk").stopChild("other"), { type: "shutdown" });
      const report = await app.stop();
      assert.deepEqual(reportAt(report, "desk", "hand")?.exit, { type: "shutdown" });
    });

    test("is as an actor here that has children when it is ready", async () => {
      const args = { like: "has children from the start" } as const;
      const near = actor("near", (ctx) => ({
        init: async () => void (await ctx.spawn(actor("helper", { receive: {} }))),
        receive: {},
      }));
      const { app } = await HeardTree.of(near, made(args));
      const { kind: _, ...here } = { ...app.whichChild("near"), id: "", path: "", since: 0 };
      const { kind, ...there } = { ...app.whichChild("desk"), id: "", path: "", since: 0 };
      assert.equal(kind, KINDS[isolation]);
      assert.deepEqual(there, here);
      assert.equal(app.lookup("desk/helper").info().state, "running");
      await app.stop();
    });

    test("that ignores, fails or takes too long as it starts is ignored, or a failed start", async () => {
      const ignoring = await HeardTree.of(made({ like: "ignores" }));
      assert.equal(ignoring.app.whichChild("desk").state, "stopped");
      await ignoring.app.stop();
      const policy = { onStartFailure: "policy", restart: "temporary", shutdown: "100ms" };
      for (const [args, options, of] of [
        [{ like: "fails in init" }, {}, "no paper"],
        [{ like: "hangs in init" }, { startTimeout: isHere ? "50ms" : "1s" }, "start"],
      ] as const) {
        const grown = await HeardTree.of(made(args, { ...policy, ...options }));
        const exit = (await grown.next("child.exited", "root/desk")).exit as { readonly type: string; readonly of?: string };
        assert.equal(exit.type === "timeout" ? exit.of : errorOf(exit).message, of);
        await grown.app.stop();
      }
    });

    test("is asked to end, and ended in the time of its place, whatever its own spec says, also with children", async () => {
      const spec = made({ like: "is slow to end" });
      const app = await start(supervisor("root", { defaults: { shutdown: "100ms" } }, [spec]));
      await ask(app, "hire", { id: "hand" });
      const asked = refusalOf(() => ask(app, "never"));
      await ask(app, "count");
      const report = reportAt(await app.stop(), "desk");
      assert.equal(report?.exit?.type === "killed" && report.exit.by, "shutdown-timeout");
      assert.ok(["NOT_RUNNING", "ACTOR_FAILED"].includes((await asked).code));
    });

    test("has the time of its place also where it ends by itself", async () => {
      const grown = await grow({ like: "is slow to end" }, { shutdown: "100ms", restart: "temporary" });
      grown.app.refAt("root/desk").tell({ type: "leave" });
      const exit = (await grown.next("child.exited", "root/desk")).exit as { readonly type: string; readonly by?: string };
      assert.deepEqual([exit.type, exit.by], ["killed", "shutdown-timeout"]);
      assert.equal(grown.app.leaked, isHere ? 1 : 0);
      await grown.app.stop();
    });

    test("rejects what it is asked while it is down, and answers in its next life", async () => {
      const { app } = await grow();
      const ref = app.refAt("root/desk");
      const asked = refusalOf(() => ask(app, "never"));
      await ask(app, "count");
      await app.stopChild("desk");
      assert.equal((await asked).code, "NOT_RUNNING");
      assert.equal((await refusalOf(() => ref.ask({ type: "count" }))).code, "NOT_RUNNING");
      const dead = app.deadLetters["not-running"] ?? 0;
      ref.tell({ type: "echo" });
      assert.equal(app.deadLetters["not-running"], dead + 1);
      await app.restartChild("desk");
      assert.equal(await ref.ask({ type: "echo", value: "back" }, PATIENCE), "back");
      await app.deleteChild("desk").catch(() => undefined);
      await app.stop();
    });

    test("is watched and linked to by those around it", async () => {
      const watching = Promise.withResolvers<void>();
      const told = Promise.withResolvers<unknown>();
      const watcher = task(
        "watcher",
        async (ctx) => {
          ctx.link("root/desk");
          watching.resolve();
          told.resolve(await ctx.monitor("root/desk").exited);
          await ctx.sleep("1h");
        },
        { restart: "temporary" },
      );
      const grown = await HeardTree.of(made(), watcher);
      await watching.promise;
      await refusalOf(() => ask(grown.app, "fail", { why: "gone" }));
      assert.equal(errorOf(((await told.promise) as { readonly exit: unknown }).exit).message, "gone");
      assert.equal(((await grown.next("child.exited", "root/watcher")).exit as { readonly type: string }).type, "linked");
      await grown.app.stop();
    });

    test("is reached in a tree elsewhere, and so are its children", async () => {
      const house = module<typeof import("./house.ts")>(new URL("house.ts", import.meta.url));
      const settings = { isolation: "thread", heartbeat: "60s", startTimeout: "200s", args: { isolation } } as const;
      const grown = await HeardTree.of(fromModule("house", house, settings));
      const { app } = grown;
      const ref = app.refAt("root/house/desk");
      assert.equal(await ref.ask({ type: "echo", value: "deep" } as never, PATIENCE), "deep");
      assert.equal(await ref.ask({ type: "hire", id: "hand" } as never, PATIENCE), "root/house/desk/hand");
      await grown.next("child.started", "root/house/desk/hand");
      assert.equal(await app.refAt("root/house/desk/hand").ask({ type: "who" }, PATIENCE), "root/house/desk/hand");
      await app.stop();
    });

    test("brings the tree down when it wants to", async () => {
      const { app } = await grow();
      app.refAt("root/desk").tell({ type: "down" });
      assert.deepEqual(await app.exit, { type: "shutdown" });
    });

    if (!isHere) {
      test("is charged with its stray errors, and ended when it gives no sign of life or does not end", async () => {
        const astray = await grow();
        await ask(astray.app, "astray");
        const stray = (await astray.next("child.exited", "root/desk")).exit as { readonly stray?: boolean };
        assert.deepEqual([errorOf(stray).message, stray.stray], ["astray", true]);
        await astray.app.stop();
        const spinning = await grow({}, { heartbeat: "2s", shutdown: "1s" });
        const asked = refusalOf(() => ask(spinning.app, "spin"));
        assert.equal(((await spinning.next("child.exited", "root/desk")).exit as { readonly type: string }).type, "unresponsive");
        assert.equal((await asked).code, "NOT_RUNNING");
        await spinning.app.stop();
      });
    }

    test("may be an inline module, which brings along what makes actors by itself", async () => {
      const source = inlineModule((_ctx, args: { readonly from: string; readonly by: number }) => {
        const { createRequire } = process.getBuiltinModule("node:module");
        const coppice = createRequire(args.from)("coppice") as typeof import("coppice");
        return coppice.actor("times", { receive: { times: ({ n }: { readonly n: number }) => n * args.by } });
      });
      const options = { isolation, startTimeout: "200s", args: { from: import.meta.url, by: 3 } } as const;
      const times = fromModule("times", source, options as never);
      const { app } = await HeardTree.of(times);
      assert.equal(await app.ref(times).ask({ type: "times", n: 14 }, PATIENCE), 42);
      await app.stop();
    });

    const words = `import { actor, pool, registry, task, topics } from ${JSON.stringify(import.meta.resolve("coppice"))};`;
    for (const [what, source, code, says] of [
      [
        "a promise of an actor",
        "export default async () => actor('late', { receive: {} });",
        "BAD_MODULE",
        /a promise of the actor "late"/,
      ],
      [
        "a registry",
        "export default registry('names');",
        "BAD_MODULE",
        /the registry "names": .*supervisor\("names", \[names\]\)/,
      ],
      [
        "topics",
        "export default topics('news');",
        "BAD_MODULE",
        /the topics "news": .*Export a supervisor that has it among its children/,
      ],
      ["a pool", "export default pool('crew', { receive: {} });", "BAD_MODULE", /the pool "crew": .*Export a supervisor/],
      ["a task", "export default task('one', async () => {});", "BAD_MODULE", /the task "one": .*Export the function or class/],
    ] as const) {
      test(`that exports ${what} fails, and says what is expected`, async () => {
        const odd = { isolation, onStartFailure: "policy", restart: "temporary", startTimeout: "200s" } as ModuleOptions;
        const grown = await HeardTree.of(fromModule("desk", module(inline(words + source)), odd));
        const error = errorOf((await grown.next("child.exited", "root/desk")).exit);
        assert.equal(error.code, code);
        assert.match(error.message, says);
        await grown.app.stop();
      });
    }

    test('is not to be ready by signal: ready: "signal" is a failed start with BAD_COMBINATION', async () => {
      const error = await refusalOf(() => HeardTree.of(made({}, { ready: "signal" })));
      assert.equal(error.code, "START_FAILED");
      const cause = error.cause as { readonly code?: string; readonly message: string };
      assert.match(`${cause.code} ${cause.message}`, /BAD_COMBINATION .*the actor "any", with which ready: "signal" does not go/);
    });
  });
}

test("an actor of a module in the loop checks what comes from another thread", LIMIT, async () => {
  const here = fromModule("here", desk, { args: { checks: true } });
  const there = fromModule("there", desk, { isolation: "thread", startTimeout: "200s", args: { onError: "resume" } });
  const { app } = await HeardTree.of(here, there);
  const to = app.ref(here);
  const error = await refusalOf(() => app.ref(there).ask({ type: "pass", to: to as never, value: 1 }, PATIENCE));
  assert.match((error.cause as Error).message, /root\/here accepts no "note" from outside/);
  await app.stop();
});

test("a module without an actor has no address", LIMIT, async () => {
  const { app } = await HeardTree.of(fromModule("one", fixture("task-object.ts")));
  assert.throws(() => app.refAt("root/one"), { code: "NOT_FOUND" });
  await app.stop();
});
