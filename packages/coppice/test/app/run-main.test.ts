import assert from "node:assert/strict";
import { test } from "node:test";
import { type MainSignal, type ProcessPort } from "../../src/app/process-port.ts";
import { type RunMainOptions, runOn } from "../../src/app/run-main.ts";
import { type App, type Kind, service, type Spec, start, supervisor, task } from "../../src/index.ts";
import { type VirtualRuntime, virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { broken, forever, noted, puppet, untilStopped } from "./children.ts";

/** A program that runs in a process that is not there. */
interface Program {
  readonly runtime: VirtualRuntime;
  /** What it wrote to stderr. */
  readonly lines: readonly string[];
  /** What it ended the process with. */
  readonly code: number | undefined;
  /** Whether it keeps the loop open, and how many signal handlers there are. */
  readonly holds: number;
  readonly handlers: number;
  signal(name: MainSignal): Promise<void>;
}

async function run<Of extends Spec>(spec: Of, options: RunMainOptions<Of> = {}): Promise<Program> {
  const runtime = virtualRuntime();
  const handlers = new Set<{ readonly signal: MainSignal; readonly call: () => void }>();
  const lines: string[] = [];
  let code: number | undefined;
  let holds = 0;
  const port: ProcessPort = {
    onSignal(signal, call) {
      const handler = { signal, call };
      handlers.add(handler);
      return () => void handlers.delete(handler);
    },
    hold() {
      holds += 1;
      return () => void (holds -= 1);
    },
    write(text, then) {
      assert.equal(code, undefined, "nothing is written once the process has ended");
      lines.push(...text.split("\n").slice(0, -1));
      then();
    },
    exit(given) {
      assert.equal(code, undefined, "a process ends once");
      code = given;
    },
  };
  void runOn(port, spec, { runtime, ...options });
  await runtime.settle();
  return {
    runtime,
    lines,
    get code() {
      return code;
    },
    get holds() {
      return holds;
    },
    get handlers() {
      return handlers.size;
    },
    async signal(name) {
      for (const { signal, call } of handlers) if (signal === name) call();
      await runtime.settle();
    },
  };
}

const lastOf = ({ lines }: Program): string | undefined => lines.at(-1);

test("runMain: holds the loop open and listens to signals while the root lives, and lets go of both", async () => {
  const program = await run(supervisor("shop", {}, [task("a", untilStopped)]));
  assert.deepEqual([program.code, program.holds, program.handlers], [undefined, 1, 2]);
  await program.signal("SIGTERM");
  assert.deepEqual([program.code, program.holds, program.handlers, program.runtime.pending], [0, 0, 0, 0]);
});

for (const name of ["SIGTERM", "SIGINT"] as const) {
  test(`runMain: ${name} stops the tree in order, and the process ends with 0`, async () => {
    const log: string[] = [];
    const program = await run(supervisor("shop", {}, [service("db", noted(log, "db")), service("web", noted(log, "web"))]));
    await program.signal(name);
    assert.deepEqual(log, ["start db", "start web", "stop web", "stop db"]);
    assert.deepEqual([program.code, program.lines], [0, [`coppice: shop was shut down after ${name} in 0 ms (exit code 0)`]]);
  });
}

test("runMain: a child that shuts the tree down ends the process with 0", async () => {
  const program = await run(
    supervisor("shop", {}, [task("a", async (ctx) => (await ctx.sleep("2s"), ctx.shutdownTree(), await untilStopped(ctx)))]),
  );
  await program.runtime.advance("2s");
  assert.deepEqual([program.code, lastOf(program)], [0, "coppice: shop was shut down in 0 ms (exit code 0)"]);
});

test("runMain: a significant child that ends well ends the process with 0", async () => {
  const done = puppet();
  const spec = supervisor("shop", { autoShutdown: "any-significant" }, [
    task("a", done.run, { restart: "transient", significant: true }),
  ]);
  const program = await run(spec);
  done.end();
  await program.runtime.settle();
  assert.equal(program.code, 0);
});

test("runMain: a root that gives up ends the process with 1; the line before the last has the stack, the last the cause", async () => {
  const a = puppet();
  const program = await run(supervisor("shop", { intensity: { restarts: 0, within: "5s" } }, [task("a", a.run)]));
  a.fail(new TypeError("x is not a function"));
  await program.runtime.settle();
  assert.equal(program.code, 1);
  assert.equal(program.lines[0], "TypeError: x is not a function");
  assert.match(program.lines[1] ?? "", /^\s+at .*run-main\.test\.ts/);
  assert.equal(lastOf(program), "coppice: shop gave up (intensity): shop/a failed: TypeError: x is not a function (exit code 1)");
});

test("runMain: a root that gives up on a child that kept ending well says what would help", async () => {
  const program = await run(supervisor("shop", { intensity: { restarts: 0, within: "5s" } }, [task("a", async () => undefined)]));
  assert.equal(program.code, 1);
  assert.deepEqual(program.lines.length, 1);
  assert.match(
    lastOf(program) ?? "",
    /^coppice: shop gave up \(intensity\): shop\/a ended well; .*restart: "transient".* \(exit code 1\)$/,
  );
});

test("runMain: a start that fails ends the process with 1, and names the chain of paths down to the first cause", async () => {
  const bad = service("bad", () => ({ start: broken, stop: () => undefined }));
  const program = await run(supervisor("shop", {}, [supervisor("web", {}, [bad])]));
  assert.equal(program.code, 1);
  assert.equal(program.lines[0], "Error: boom");
  assert.equal(
    lastOf(program),
    "coppice: shop did not start: shop/web did not start: shop/web/bad failed: Error: boom (exit code 1)",
  );
});

test("runMain: what is no supervisor, and wrong options, end the process with 1 before anything starts", async () => {
  const lone = await run(task("a", untilStopped));
  assert.equal(lone.code, 1);
  assert.match(lastOf(lone) ?? "", /^coppice: nothing was started: CoppiceError: start\(spec\) was given the task "a"/);
  let begun = false;
  const spec = supervisor("shop", {}, [task("a", async () => void (begun = true))]);
  const wrong = await run(spec, { deadline: "25 parsecs" as never });
  assert.equal(wrong.code, 1);
  assert.match(lastOf(wrong) ?? "", /runMain: deadline is '25 parsecs'/);
  assert.deepEqual([begun, wrong.holds, wrong.handlers], [false, 0, 0]);
});

test("runMain: at the deadline what is left is killed, the process ends with 75, and the last line names it", async () => {
  const stuck = { shutdown: Number.POSITIVE_INFINITY };
  const program = await run(
    supervisor("shop", {}, [
      task("db", untilStopped),
      supervisor("web", {}, [task("http", forever, stuck)]),
      task("hub", untilStopped),
    ]),
    { deadline: "10s" },
  );
  await program.signal("SIGTERM");
  await program.runtime.advance("9999ms");
  assert.equal(program.code, undefined);
  await program.runtime.advance("1ms");
  assert.deepEqual(
    [program.code, program.lines],
    [75, ["coppice: shop was not down by its deadline after SIGTERM, with shop/db, shop/web/http still alive (exit code 75)"]],
  );
});

test("runMain: the deadline is 25 seconds unless told otherwise", async () => {
  const program = await run(supervisor("shop", {}, [task("a", forever, { shutdown: "1h" })]));
  await program.signal("SIGTERM");
  await program.runtime.advance("24999ms");
  assert.equal(program.code, undefined);
  await program.runtime.advance("1ms");
  assert.equal(program.code, 75);
});

test("runMain: the deadline holds for a stop that a child asked for, too", async () => {
  const program = await run(supervisor("shop", {}, [task("a", (ctx) => (ctx.shutdownTree(), forever()), { shutdown: "1h" })]), {
    deadline: "3s",
  });
  await program.runtime.advance("3s");
  assert.equal(program.code, 75);
});

test("runMain: with the deadline Infinity a stop takes as long as it takes", async () => {
  const program = await run(supervisor("shop", {}, [task("a", forever, { shutdown: "1h" })]), {
    deadline: Number.POSITIVE_INFINITY,
  });
  await program.signal("SIGTERM");
  await program.runtime.advance("59m");
  assert.equal(program.code, undefined);
  await program.runtime.advance("1m");
  assert.equal(program.code, 0);
});

test("runMain: a child that is killed for its own time to stop is no reason for 75", async () => {
  const program = await run(supervisor("shop", {}, [task("a", forever, { shutdown: "1s" })]));
  await program.signal("SIGTERM");
  await program.runtime.advance("1s");
  assert.deepEqual([program.code, lastOf(program)], [0, "coppice: shop was shut down after SIGTERM in 1 s (exit code 0)"]);
});

for (const [first, second, code] of [
  ["SIGINT", "SIGINT", 130],
  ["SIGTERM", "SIGTERM", 143],
  ["SIGINT", "SIGTERM", 143],
] as const) {
  test(`runMain: ${first}, then ${second}, ends what is left by force, and the process with ${code}`, async () => {
    const program = await run(supervisor("shop", {}, [task("a", forever)]));
    await program.signal(first);
    assert.equal(program.code, undefined);
    await program.signal(second);
    assert.deepEqual(
      [program.code, program.lines],
      [code, [`coppice: shop was ended by a second signal, ${second}, with shop/a still alive (exit code ${code})`]],
    );
  });
}

test("runMain: a signal while the tree starts stops what has started, and the process ends with 0", async () => {
  const log: string[] = [];
  const slow = task("slow", untilStopped, { ready: "signal" });
  const program = await run(supervisor("shop", {}, [service("db", noted(log, "db")), slow]));
  await program.signal("SIGTERM");
  assert.deepEqual([program.code, log], [0, ["start db", "stop db"]]);
});

/** A child that nothing ends: not even a kill. */
const immortal: Kind = Object.freeze<Kind>({
  name: "immortal",
  create: (_body, place) => {
    const life = { begin: () => place.ready(life), stop: () => undefined, kill: () => undefined };
    return life;
  },
});

test("runMain: what does not go even when it is killed is left behind a second later", async () => {
  const spec = supervisor("shop", {}, [{ id: "rock", kind: immortal, body: undefined, options: { shutdown: "1h" } }]);
  const atDeadline = await run(spec, { deadline: "2s" });
  await atDeadline.signal("SIGTERM");
  await atDeadline.runtime.advance("2999ms");
  assert.equal(atDeadline.code, undefined);
  await atDeadline.runtime.advance("1ms");
  assert.deepEqual(
    [atDeadline.code, lastOf(atDeadline)],
    [75, "coppice: shop was not down by its deadline after SIGTERM, with shop/rock still alive (exit code 75)"],
  );
  const byHand = await run(spec);
  await byHand.signal("SIGINT");
  await byHand.signal("SIGINT");
  await byHand.runtime.advance("1s");
  assert.deepEqual(
    [byHand.code, lastOf(byHand)],
    [130, "coppice: shop was ended by a second signal, SIGINT, with shop/rock still alive (exit code 130)"],
  );
});

test("runMain: onReady gets the app once all is ready, and may stop it", async () => {
  let states: string[] = [];
  const program = await run(supervisor("shop", {}, [task("a", untilStopped)]), {
    onReady: async (app) => {
      states = [app.child("a").info().state];
      await app.stop();
      states.push(app.snapshot().state);
    },
  });
  assert.deepEqual([program.code, states], [0, ["running", "stopped"]]);
});

for (const [name, onReady] of [
  ["that throws", () => assert.fail("no port")],
  ["that rejects", async () => assert.fail("no port")],
  ["that rejects once the tree has ended", async (app: App) => (await app.stop(), assert.fail("no port"))],
] as const) {
  test(`runMain: an onReady ${name} stops the tree, and the process ends with 1`, async () => {
    const log: string[] = [];
    const program = await run(supervisor("shop", {}, [service("db", noted(log, "db"))]), { onReady });
    assert.deepEqual([program.code, log], [1, ["start db", "stop db"]]);
    assert.match(program.lines[0] ?? "", /^AssertionError.*: no port$/);
    assert.match(
      lastOf(program) ?? "",
      /^coppice: shop was stopped because onReady failed: AssertionError: no port \(exit code 1\)$/,
    );
  });
}

test("runMain: onReady is not called when the tree does not start", async () => {
  let isCalled = false;
  const bad = service("bad", () => ({ start: broken, stop: () => undefined }));
  await run(supervisor("shop", {}, [bad]), { onReady: () => void (isCalled = true) });
  assert.equal(isCalled, false);
});

test("runMain: an onReady that never settles does not hold the process", async () => {
  const program = await run(supervisor("shop", {}, [task("a", untilStopped)]), { onReady: forever });
  await program.signal("SIGTERM");
  assert.equal(program.code, 0);
});

test("start alone touches no signal and no exit code", async () => {
  const before = [process.listenerCount("SIGTERM"), process.listenerCount("SIGINT"), process.exitCode];
  const app = await start(supervisor("shop", {}, [task("a", untilStopped)]), { runtime: virtualRuntime() });
  assert.deepEqual([process.listenerCount("SIGTERM"), process.listenerCount("SIGINT"), process.exitCode], before);
  await app.stop();
  assert.deepEqual([process.listenerCount("SIGTERM"), process.listenerCount("SIGINT"), process.exitCode], before);
});

test("runMain: the last line is one line, whatever line breaks the message of an error has", async () => {
  const failing = (): never => {
    throw new Error("near line 3:\n  select *\r\n  ^ here");
  };
  const { lines } = await run(supervisor("shop", {}, [task("broken", failing)]));
  assert.equal(
    lines.at(-1),
    "coppice: shop did not start: shop/broken failed: Error: near line 3: select * ^ here (exit code 1)",
  );
});
