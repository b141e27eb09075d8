import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  type AnyApp,
  type Exit,
  fromModule,
  type Isolation,
  type Json,
  module,
  type ModuleOptions,
  type ModuleSpec,
  start,
  supervisor,
  type TreeEvent,
} from "coppice";
import { errorOf } from "../support/exits.ts";
import { exitOf, fixture, infoOf, inline, LIMIT, LoneThread } from "../kind/thread/lone-thread.ts";

const KINDS: Readonly<Record<Isolation, string>> = { loop: "worker", thread: "thread", process: "program" };

/** Grows a tree with one child; answers it, and its first exit. */
async function grow(spec: ModuleSpec): Promise<{ readonly app: AnyApp; readonly exit: Promise<Exit> }> {
  const ended = Promise.withResolvers<Exit>();
  const hear = (event: TreeEvent): void => {
    if (event.type === "child.exited" && event.path === `root/${spec.id}`) ended.resolve(event.exit);
  };
  const app = await start(supervisor("root", [spec]), { listen: (events) => events.subscribe(hear) });
  return { app, exit: ended.promise };
}

for (const isolation of ["loop", "thread", "process"] as const) {
  /** A child that does what the fixture `many.ts` has under this name. */
  const doing = (deed: string, options: Partial<ModuleOptions> = {}): ModuleSpec<"one"> =>
    fromModule("one", fixture("many.ts"), { ...options, isolation, args: { deed } });
  const source = (text: string, options: Partial<ModuleOptions> = {}): ModuleSpec<"one"> =>
    fromModule("one", inline(text), { ...options, isolation });

  suite(`a child from a module, isolation: "${isolation}"`, { ...LIMIT, concurrency: 2 }, () => {
    test("a task ends when its promise does", async () => {
      const lone = new LoneThread(doing("ends well"));
      assert.deepEqual(await lone.exit(), { type: "normal" });
      assert.deepEqual(lone.place.news, ["ready", "exited"]);
    });

    test("a task object and a service live by their own rules", async () => {
      const task = await new LoneThread(fromModule("one", fixture("task-object.ts"), { isolation })).stopped();
      assert.deepEqual(infoOf(task), ["initialize", "run", "shutdown"]);
      const service = await new LoneThread(fromModule("one", fixture("service.ts"), { isolation })).stopped();
      assert.deepEqual(infoOf(service), { timeout: true });
    });

    test("what answers IGNORE has nothing to run", async () => {
      const lone = new LoneThread(fromModule("one", fixture("ignoring.ts"), { isolation }));
      await lone.heard("ignored");
      assert.deepEqual(lone.place.news, ["ignored"]);
    });

    test("its facts, its clock and its args are there", async () => {
      const { now, ...facts } = infoOf(await exitOf(doing("tells its facts"))) as Record<string, Json>;
      assert.equal(typeof now, "number");
      assert.deepEqual(facts, {
        ...{ id: "one", path: "lone/one", incarnation: 1, slept: true, aborted: false },
        args: { deed: "tells its facts" },
      });
    });

    test("its args are its own: what it changes of them is not there in its next life", async () => {
      const text = "export default async ({ shutdown }, args) => { args.list.push(2); shutdown(args.list); }";
      const spec = fromModule("one", inline(text), { isolation, args: { list: [1] } });
      assert.deepEqual(infoOf(await exitOf(spec)), [1, 2]);
      assert.deepEqual(infoOf(await exitOf(spec)), [1, 2]);
    });

    test("ready, fail, shutdown and defer mean the same", async () => {
      assert.deepEqual(await new LoneThread(doing("is ready when it says so", { ready: "signal" })).stopped(), {
        type: "shutdown",
      });
      assert.equal(errorOf(await exitOf(doing("ends before it is ready", { ready: "signal" }))).code, "ENDED_BEFORE_READY");
      assert.deepEqual(await exitOf(doing("shuts down by its context")), { type: "shutdown", info: { done: 3 } });
      const failing = new LoneThread(doing("fails by its context"));
      assert.equal(errorOf((await failing.heard("condemned")).exit).message, "lost it");
      failing.life.stop();
      assert.equal(errorOf(await failing.exit()).message, "lost it");
      const deferring = new LoneThread(doing("defers"));
      assert.equal(infoOf(await deferring.stopped()), "late");
      assert.equal((await deferring.heard("defer.failed")).error, "no tidying");
    });

    test("use is refused, for its siblings may not be where it is", async () => {
      const { code, message } = errorOf(await exitOf(doing("uses a sibling")));
      assert.equal(code, "UNSUPPORTED");
      assert.match(message, /^lone\/one: ctx\.use\(…\) was called for "db", but lone\/one is made from a module/);
    });

    test("an error keeps its name, code and cause", async () => {
      const { stack: _, cause, ...error } = errorOf(await exitOf(doing("throws")));
      assert.deepEqual(error, { name: "TypeError", message: "broken", code: "E_BROKEN" });
      assert.equal(cause?.message, "deeper");
      assert.equal(errorOf(await exitOf(doing("throws no error"))).name, "NonError");
      assert.equal(errorOf(await exitOf(doing("answers no child"))).code, "BAD_CHILD");
    });

    for (const [what, text] of [
      ["throws", "throw new Error('not today')"],
      ["is no JavaScript", "export default async ( => 1"],
      ["imports what is not there", "import 'file:///no/such/file.js'"],
      ["has no default export", "export const work = 1"],
    ] as const) {
      test(`a module that ${what} is a failed start with BAD_MODULE`, async () => {
        const lone = new LoneThread(source(text));
        assert.equal(errorOf(await lone.exit()).code, "BAD_MODULE");
        assert.deepEqual(lone.place.news, ["exited"]);
      });
    }

    test("asked to stop, or killed, before its module is there: it is gone, and nothing is made of it", async () => {
      for (const [ask, exit] of [
        [(lone: LoneThread) => lone.life.stop(), { type: "shutdown" }],
        [(lone: LoneThread) => lone.life.kill("deadline"), { type: "killed", by: "deadline" }],
      ] as const) {
        const lone = new LoneThread(source("await new Promise(() => {}); export default () => { throw new Error('made'); }"));
        ask(lone);
        assert.deepEqual(await lone.exit(), exit);
        assert.deepEqual(lone.place.news, ["exited"]);
      }
    });

    test("in a tree it is listed by what it lives as, and stops in order", async () => {
      const { app } = await grow(doing("waits for its stop"));
      assert.equal(app.whichChildren()[0]?.kind, KINDS[isolation]);
      const { children: [report] = [] } = await app.stop();
      assert.deepEqual(report?.exit, { type: "shutdown" });
      assert.equal(app.leaked, 0);
    });

    test("it fails and is restarted, with a new life of the same module", async () => {
      const text = `export default async ({ incarnation, shutdown }) => { if (incarnation < 3) throw new Error("again"); shutdown(incarnation); }`;
      const ended = Promise.withResolvers<Exit>();
      const app = await start(supervisor("root", [source(text, { restart: "transient" })]), {
        listen: (events) =>
          events.subscribe((event) => {
            if (event.type === "child.exited" && event.exit.type === "shutdown") ended.resolve(event.exit);
          }),
      });
      assert.equal(infoOf(await ended.promise), 3);
      await app.stop();
    });

    test("it wants the tree down, and it goes", async () => {
      const { app } = await grow(doing("wants the tree down"));
      assert.deepEqual(await app.exit, { type: "shutdown" });
    });
  });
}

test(
  'isolation: "loop": it is charged with its stray errors in fault domains, also with those of its import',
  LIMIT,
  async () => {
    const file = fileURLToPath(new URL("stray-in-loop.ts", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=source", file]);
    assert.deepEqual(JSON.parse(stdout), {
      "root/timer": ["astray", true],
      "root/rejection": ["astray", true],
      "root/import": ["too early", true],
      "root/top": ["of the top", true],
      "root/haunted": ["of nobody there", true],
      "root/tree/one": ["astray below", true],
      "root/actor": ["astray in it", true],
    });
  },
);

for (const isolation of ["thread", "process"] as const) {
  test(`isolation: "${isolation}": it is charged with all stray errors of what it lives in`, LIMIT, async () => {
    for (const deed of ["fails where nobody awaits it", "rejects where nobody awaits it"]) {
      const { app, exit } = await grow(
        fromModule("one", fixture("many.ts"), { isolation, restart: "temporary", args: { deed } }),
      );
      const ended = await exit;
      assert.match(errorOf(ended).message, /astray/);
      assert.equal(ended.type === "failed" && ended.stray, true);
      await app.stop();
    }
  });
}

test('isolation: "loop" shares the module with every life, and with whoever imports it', LIMIT, async () => {
  const text = "let lives = 0; export default async ({ shutdown }) => shutdown((lives += 1));";
  const url = inline(`/* one for all */ ${text}`);
  assert.equal(infoOf(await exitOf(fromModule("one", module(url)))), 1);
  assert.equal(infoOf(await exitOf(fromModule("one", module(url)))), 2);
  assert.equal(infoOf(await exitOf(fromModule("one", module(url), { isolation: "thread" }))), 1);
});

test('isolation: "loop": one that ignores its signal is abandoned, for it cannot be killed', LIMIT, async () => {
  const lone = new LoneThread(fromModule("one", inline("export default () => new Promise(() => {})")));
  await lone.heard("ready");
  lone.life.stop();
  lone.life.kill("shutdown-timeout");
  assert.deepEqual(await lone.exit(), { type: "killed", by: "shutdown-timeout", leaked: true });
  assert.equal(lone.place.environment.tree.leaked, 1);
});
