import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { type Exit, program, type ProgramSpec, type RunningProgram } from "coppice";
import { Guard } from "../../../src/kind/program/guard.ts";
import { systemRuntime } from "../../../src/runtime/system-runtime.ts";
import { alone } from "../../support/lone-place.ts";
import { folder, grow, LIMIT } from "./grown.ts";
import { guardsOf } from "./guards.ts";

const linux = process.platform === "linux" ? false : "only Linux tells the children of a process";

/** Returns, in the same turn of the loop, once a child of this process has ended. */
function waitUntilDead(pid: number): void {
  while (!/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "latin1")));
}

test(
  "a program that starts right after somebody killed the guard runs, under another one",
  { ...LIMIT, skip: linux },
  async (t) => {
    const before = new Set(guardsOf(process.pid));
    const { app, printed } = await grow(t, program("first", ["sleep", "1000"]));
    const [guard] = guardsOf(process.pid).filter((each) => !before.has(each));
    assert.ok(guard !== undefined);
    process.kill(guard, "SIGKILL");
    waitUntilDead(guard);
    await app.startChild(program("second", ["sh", "-c", "echo runs; exec sleep 1000"]));
    await printed("runs");
  },
);

/** The two ends of what is the input of a guard. */
interface Input {
  readonly near: Socket;
  readonly far: Socket;
}

async function inputOf(t: TestContext): Promise<Input> {
  const path = join(folder(t), "socket");
  const server = createServer({ pauseOnConnect: true }).listen(path);
  await once(server, "listening");
  const near = connect({ path, allowHalfOpen: true });
  const [[far]] = (await Promise.all([once(server, "connection"), once(near, "connect")])) as unknown as [[Socket]];
  server.close();
  for (const end of [near, far]) end.on("error", () => undefined);
  t.after(() => {
    near.destroy();
    far.destroy();
  });
  return { near, far };
}

/** Begins a life of a program whose guard has this input. */
function begun(
  t: TestContext,
  input: Socket,
  spec: ProgramSpec,
): { readonly pid: number; readonly exit: Promise<Exit | undefined> } {
  const guard = { input, watch: () => undefined, forget: () => undefined };
  t.mock.method(Guard, "of", () => guard as unknown as Guard);
  const { life, place } = alone(systemRuntime, spec, spec.options);
  const exit = new Promise<Exit | undefined>((resolve) => {
    const tell = place.exited.bind(place);
    place.exited = (...args) => {
      tell(...args);
      resolve(place.exit);
    };
  });
  life.begin();
  return { pid: (life.instance as RunningProgram).pid, exit };
}

test(
  "a program that starts while its guard does not get to read waits for it, and runs then",
  { ...LIMIT, skip: linux },
  async (t) => {
    const { near, far } = await inputOf(t);
    while (near.writableLength === 0) near.write(Buffer.alloc(65_536, "\n"));
    const { pid, exit } = begun(t, near, program("tool", ["sh", "-c", "exit 7"], {}));
    // It has run `sleep`, to wait.
    while (readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8") === "") await new Promise(setImmediate);
    let read = "";
    far.on("data", (chunk: Buffer) => (read += String(chunk).trim()));
    far.resume();
    assert.deepEqual(await exit, { type: "exited", code: 7, signal: null });
    assert.equal(read, `+ ${pid}`);
  },
);

test(
  "a program that no guard can be told of is not run: it fails with BAD_PROGRAM, whatever counts as ended well",
  LIMIT,
  async (t) => {
    const { near, far } = await inputOf(t);
    near.resume();
    far.destroy();
    await once(near, "end");
    const { exit } = begun(t, near, program("tool", ["sleep", "1000"], { success: [0, 143, () => true] }));
    const ended = await exit;
    assert.ok(ended?.type === "failed");
    assert.equal(ended.error.code, "BAD_PROGRAM");
    assert.match(ended.error.message, /^lone\/tool: the command 'sleep' was not run, as its guard could not be told of it/);
  },
);
