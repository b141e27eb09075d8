import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test, type TestContext } from "node:test";
import { pathToFileURL } from "node:url";
import {
  type Json,
  module,
  type ModuleProgramOptions,
  type ModuleProgramSpec,
  program,
  start,
  supervisor,
  type TreeEvent,
} from "coppice";
import { errorOf } from "../../support/exits.ts";
import { refusalOf } from "../../support/refusal.ts";
import { exitOf, fixture, infoOf, inline, LIMIT, LoneThread } from "../thread/lone-thread.ts";

/** A program that does what the fixture `many.ts` has under this name. */
function doing(deed: string, options: ModuleProgramOptions = {}): ModuleProgramSpec<"one"> {
  return program("one", fixture("many.ts"), { ...options, args: { deed } });
}

/** A program of a module of one line. */
function source(text: string, options: ModuleProgramOptions = {}): ModuleProgramSpec<"one"> {
  return program("one", module(inline(text)), options);
}

/** The lines that a lone one printed, of either output. */
function lines(lone: LoneThread): unknown[] {
  return lone.place.told.flatMap(({ news, data }) => (news.startsWith("program.") ? [data?.["line"]] : []));
}

suite("a program that is made from a module", { ...LIMIT, concurrency: 2 }, () => {
  test("runs its default export, unbuilt as Node strips types, in a process of its own", async () => {
    const lone = new LoneThread(doing("waits for its stop"));
    await lone.heard("ready");
    const { pid } = lone.life.instance as { pid: number };
    assert.notEqual(pid, process.pid);
    assert.match(readFileSync(`/proc/${pid}/cmdline`, "utf8"), /process-main\.ts\0lone\/one\0$/);
    lone.life.stop();
    assert.deepEqual(await lone.exit(), { type: "shutdown" });
    assert.deepEqual(lone.place.news, ["ready", "exited"]);
  });

  test("a service and a task object live by their own rules there", async () => {
    const service = await new LoneThread(program("one", fixture("service.ts"))).stopped();
    assert.deepEqual(infoOf(service), { timeout: true });
    const task = await new LoneThread(program("one", fixture("task-object.ts"))).stopped();
    assert.deepEqual(infoOf(task), ["initialize", "run", "shutdown"]);
  });

  test("what answers IGNORE has nothing to run", async () => {
    const lone = new LoneThread(program("one", fixture("ignoring.ts")));
    await lone.heard("ignored");
    assert.deepEqual(lone.place.news, ["ignored"]);
  });

  for (const [what, text] of [
    ["throws", "throw new Error('not today')"],
    ["is no JavaScript", "export default async ( => 1"],
    ["imports what is not there", "import 'file:///no/such/file.js'"],
    ["has no default export", "export const work = 1"],
  ] as const) {
    test(`a module that ${what} is a failed start with BAD_MODULE`, async () => {
      const lone = new LoneThread(source(text));
      const { code, message } = errorOf(await lone.exit());
      assert.equal(code, "BAD_MODULE");
      assert.match(message, /^lone\/one: /);
      assert.deepEqual(lone.place.news, ["exited"]);
    });
  }

  test("its context is that of a thread: facts, clock, args; use is refused", async () => {
    const { now, ...facts } = infoOf(await exitOf(doing("tells its facts"))) as Record<string, Json>;
    assert.equal(typeof now, "number");
    assert.deepEqual(facts, {
      ...{ id: "one", path: "lone/one", incarnation: 1, slept: true, aborted: false },
      args: { deed: "tells its facts" },
    });
    assert.equal(errorOf(await exitOf(doing("uses a sibling"))).code, "UNSUPPORTED");
  });

  test("there is no process.send, for the channel is taken", async () => {
    const text = "export default async ({ shutdown }) => shutdown(typeof process.send)";
    assert.equal(infoOf(await exitOf(source(text))), "undefined");
  });
});

suite("how a program that is made from a module ends", { ...LIMIT, concurrency: 2 }, () => {
  test("by an error, which keeps name, code and cause", async () => {
    const { stack, cause, ...error } = errorOf(await exitOf(doing("throws")));
    assert.deepEqual(error, { name: "TypeError", message: "broken", code: "E_BROKEN" });
    assert.match(stack ?? "", /many\.ts/);
    assert.equal(cause?.message, "deeper");
  });

  test("by what is no error, as text", async () => {
    assert.deepEqual(errorOf(await exitOf(doing("throws no error"))), { name: "NonError", message: "{ not: 'an error' }" });
  });

  for (const deed of ["fails where nobody awaits it", "rejects where nobody awaits it"]) {
    test(`by a stray error: it ${deed}`, async () => {
      const lone = new LoneThread(doing(deed));
      const { exit } = await lone.heard("condemned");
      assert.equal(exit?.type === "failed" && exit.stray, true);
      lone.life.stop();
      assert.deepEqual(await lone.exit(), exit);
    });
  }

  for (const [how, end, printed] of [
    ["it is done", "", "stdout"],
    ["it throws", "throw new Error('broken')", "stderr"],
  ] as const) {
    test(`as soon as ${how}: all that it has printed before is told`, async () => {
      const count = 3_000;
      const filling = "x".repeat(200);
      const text = `export default async () => {
        for (let line = 1; line <= ${count}; line += 1) process.${printed}.write(line + " ${filling}\\n");
        ${end}
      }`;
      const lone = new LoneThread(source(text));
      assert.equal((await lone.exit()).type, end === "" ? "normal" : "failed");
      const said = lines(lone);
      assert.equal(said.length, count);
      assert.equal(said.at(-1), `${count} ${filling}`);
    });
  }

  test("by process.exit: its code is the exit; 0 ends well, and before it is ready is a failed start", async () => {
    assert.deepEqual(await exitOf(doing("exits with 3")), { type: "exited", code: 3, signal: null });
    assert.deepEqual(await exitOf(doing("exits with 0")), { type: "normal" });
    const early = await exitOf(doing("exits with 0 before it is ready", { ready: "signal" }));
    assert.equal(errorOf(early).code, "ENDED_BEFORE_READY");
  });

  test("by a signal from elsewhere, or a crash", async () => {
    for (const signal of ["SIGTERM", "SIGSEGV", "SIGKILL"]) {
      const text = `export default async () => { process.kill(process.pid, "${signal}"); await new Promise(() => {}); }`;
      assert.deepEqual(await exitOf(source(text)), { type: "exited", code: null, signal });
    }
  });

  test("by its heap, past maxHeapMb: out-of-memory with the limit", async () => {
    assert.deepEqual(await exitOf(doing("fills its heap", { maxHeapMb: 40 })), { type: "out-of-memory", limitMb: 40 });
  });

  test("by one huge allocation, which ends nothing but itself", async () => {
    const text = `export default async () => { const kept = []; for (;;) kept.push(new Array(30_000_000).fill(0.5)); }`;
    assert.deepEqual(await exitOf(source(text, { maxHeapMb: 100 })), { type: "out-of-memory", limitMb: 100 });
  });

  test("by its memory, past maxMemoryMb, also that outside of the heap", async (t) => {
    if (process.platform !== "linux") return t.skip("memory is counted on Linux only");
    const text = `const kept = []; export default async () => { for (;;) { kept.push(Buffer.alloc(2 ** 24, 1)); await new Promise((r) => setTimeout(r, 20)); } }`;
    assert.deepEqual(await exitOf(source(text, { maxMemoryMb: 300 })), { type: "out-of-memory", limitMb: 300 });
  });

  test("by an error that is not heard, as its channel is closed: by the code of that", async () => {
    const text = "export default async ({ sleep }) => { await sleep(0); process.disconnect(); throw new Error('unheard'); }";
    assert.deepEqual(await exitOf(source(text)), { type: "exited", code: 1, signal: null });
  });

  test("by its channel, once that is closed: disconnected", async () => {
    const text = "export default async () => { process.disconnect(); await new Promise(() => {}); }";
    assert.deepEqual(await exitOf(source(text)), { type: "disconnected", reason: "its side of the link was closed" });
  });

  test("killed in an endless loop, at its work or at its import, with all that it has started", async () => {
    const lone = new LoneThread(doing("loops without end"));
    await lone.heard("ready");
    lone.life.stop();
    lone.life.kill("shutdown-timeout");
    assert.deepEqual(await lone.exit(), { type: "killed", by: "shutdown-timeout" });
    const early = new LoneThread(source("for (;;);"));
    early.life.kill("outside");
    assert.deepEqual(await early.exit(), { type: "killed", by: "outside" });
  });

  test("asked before its process is there: gone without having run", async () => {
    const lone = new LoneThread(source("for (;;);"));
    lone.life.stop();
    assert.deepEqual(await lone.exit(), { type: "shutdown" });
    assert.deepEqual(lone.place.news, ["exited"]);
  });

  test("what it has started in its group ends with it, and all lines come before its exit", async () => {
    const text = `import { spawn } from "node:child_process";
      export default async ({ signal }) => {
        const below = spawn("sh", ["-c", 'trap "" TERM; echo below; while :; do sleep 1; done'], { stdio: ["ignore", "inherit", "inherit"] });
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        console.log("last words of", below.pid);
        console.error("and errors");
      }`;
    const lone = new LoneThread(source(text));
    await lone.heard("program.stdout");
    lone.life.stop();
    assert.deepEqual(await lone.exit(), { type: "shutdown" });
    const said = lines(lone);
    assert.equal(said.length, 3);
    const pid = Number(/^last words of (\d+)$/.exec(String(said.find((line) => String(line).startsWith("last"))))?.[1]);
    assert.throws(() => readFileSync(`/proc/${pid}/environ`), /ENOENT|ESRCH|EACCES/);
    assert.equal(lone.place.news.at(-1), "exited");
  });
});

suite("where a program that is made from a module runs", { ...LIMIT, concurrency: 2 }, () => {
  test("cwd, env and arguments of Node are as said, and its own where nothing is", async () => {
    const text = `export default async ({ shutdown }) => shutdown({
      cwd: process.cwd(), colour: process.env.COLOUR, home: process.env.HOME ?? null, gc: typeof gc, argv: process.execArgv });`;
    const options = { cwd: "/", env: { COLOUR: "green" }, inheritEnv: ["PATH"], execArgv: ["--expose-gc"] };
    assert.deepEqual(infoOf(await exitOf(source(text, options))), {
      ...{ cwd: "/", colour: "green", home: null, gc: "function", argv: ["--expose-gc"] },
    });
    const own = infoOf(await exitOf(source(text))) as Record<string, unknown>;
    assert.equal(own["cwd"], process.cwd());
    assert.ok((own["argv"] as string[]).includes("--conditions=source"));
  });

  test("it lives below `node --watch`, which would have it report what it imports over its channel", async () => {
    const spec = source("export default async () => {}", { env: { WATCH_REPORT_DEPENDENCIES: "1" } });
    assert.deepEqual(await exitOf(spec), { type: "normal" });
  });

  test("a folder that is not there is a failed start with BAD_PROGRAM", async () => {
    const lost = source("export default async () => {}", { cwd: "/no/such/folder" });
    const error = await refusalOf(() => start(supervisor("root", [lost])));
    assert.equal(error.code, "START_FAILED");
    assert.match(
      error.message,
      /root\/one failed: CoppiceError: root\/one: its working folder '\/no\/such\/folder' does not exist/,
    );
  });

  test("an argument that Node does not know is a failed start with Node's code, and what it said is told", async () => {
    const lone = new LoneThread(source("export default async () => {}", { execArgv: ["--no-such-thing"] }));
    assert.deepEqual(await lone.exit(), { type: "exited", code: 9, signal: null });
    assert.ok(lines(lone).some((line) => /bad option: --no-such-thing/.test(String(line))));
  });

  test("its input is what is written to it", async () => {
    const text = `export default async ({ shutdown }) => { for await (const chunk of process.stdin) shutdown(String(chunk)); }`;
    const lone = new LoneThread(source(text, { stdin: "pipe" }));
    await lone.heard("ready");
    (lone.life.instance as { stdin: NodeJS.WritableStream }).stdin.end("by hand");
    assert.equal(infoOf(await lone.exit()), "by hand");
  });
});

suite("a program that is made from a module, in a tree", { ...LIMIT, concurrency: 2 }, () => {
  async function grow(t: TestContext, spec: ModuleProgramSpec): Promise<readonly TreeEvent[]> {
    const events: TreeEvent[] = [];
    const ended = Promise.withResolvers<void>();
    const app = await start(supervisor("root", [spec]), {
      listen: (source) =>
        source.subscribe((event) => {
          events.push(event);
          if (event.type === "child.exited" && event.path === "root/one") ended.resolve();
        }),
    });
    t.after(() => app.stop({ deadline: "1s" }));
    await ended.promise;
    return events;
  }

  test("it is listed as a program, is used by its pid, and grows back", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "coppice-module-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "counting.mjs");
    writeFileSync(
      file,
      "export default async ({ incarnation, signal }) => { if (incarnation === 1) throw new Error('once'); await new Promise((r) => signal.addEventListener('abort', r)); }",
    );
    const again = Promise.withResolvers<void>();
    const app = await start(supervisor("root", [program("one", pathToFileURL(file), { restart: "transient" })]), {
      listen: (source) =>
        source.subscribe((event) => event.type === "child.started" && event.incarnation === 2 && again.resolve()),
    });
    await again.promise;
    assert.equal(app.whichChildren()[0]?.kind, "program");
    const { children: [report] = [] } = await app.stop();
    assert.deepEqual(report?.exit, { type: "shutdown" });
    assert.equal(report?.killed, undefined);
  });

  test("it gives no sign of life: it is unresponsive, and its group is killed", async (t) => {
    const events = await grow(t, doing("stands still", { heartbeat: "1s", shutdown: "100ms", restart: "temporary" }));
    const exited = events.find((event) => event.type === "child.exited");
    assert.deepEqual(exited?.type === "child.exited" && exited.exit, { type: "unresponsive", after: 1_000 });
  });

  test("it does not end in time: it is killed", async (t) => {
    const app = await start(supervisor("root", [doing("loops without end", { shutdown: "100ms" })]));
    t.after(() => app.stop({ deadline: "1s" }));
    const { children: [report] = [] } = await app.stop();
    assert.deepEqual(report?.exit, { type: "killed", by: "shutdown-timeout" });
    assert.equal(app.leaked, 0);
  });
});
