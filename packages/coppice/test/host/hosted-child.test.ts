import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { HostedChild } from "../../src/host/hosted-child.ts";
import { LEAVING } from "../../src/kind/hosted/leaving.ts";
import type { Json } from "../../src/json.ts";
import { LINK_VERSION, type Start } from "../../src/link/message.ts";
import { type MemoryTransport, memoryTransports } from "../link/memory-transport.ts";

const LIMIT = { timeout: 60_000 };

/** A hosted child, as who stands at the other end of the link sees it. */
class Hosted {
  readonly child: HostedChild;
  /** All it said after its hello. */
  readonly said: { readonly type: string; readonly [field: string]: Json }[] = [];
  /** With which code it left. */
  readonly left: Promise<number>;
  readonly #transport: MemoryTransport;

  constructor(version: number = LINK_VERSION) {
    const [here, there] = memoryTransports();
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#transport = here;
    here.onMessage((message) => this.said.push(message as { type: string }));
    this.child = new HostedChild(there, resolve);
    this.left = promise;
    this.send({ type: "hello", version });
  }

  send(message: unknown): void {
    this.#transport.send(message);
  }

  close(): void {
    this.#transport.close();
  }

  start(source: string, start: Partial<Start> = {}): void {
    const module = `data:text/javascript,${encodeURIComponent(source)}`;
    const place = { args: null, path: "root/one", incarnation: 1, ready: "start", shutdown: 5_000, heartbeat: null, now: 0 };
    this.send({ type: "start", module, ...place, ...start });
  }

  /** Resolves once it said this. */
  async heard(type: string): Promise<void> {
    while (!this.said.some((message) => message.type === type)) await new Promise((resolve) => setImmediate(resolve));
  }
}

suite("a hosted child", LIMIT, () => {
  test("greets, runs what it is told to, and leaves after its last word", async () => {
    const hosted = new Hosted();
    hosted.start("export default ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve))");
    await hosted.heard("ready");
    hosted.send({ type: "stop" });
    await hosted.left;
    assert.deepEqual(hosted.said, [
      { type: "hello", version: LINK_VERSION },
      { type: "ready" },
      { type: "exited", exit: { type: "shutdown" } },
    ]);
  });

  test("asked to stop before its module is there, it never runs", async () => {
    const hosted = new Hosted();
    hosted.start("await new Promise(() => {}); export default 1");
    hosted.send({ type: "stop" });
    await hosted.left;
    assert.deepEqual(hosted.said.at(-1), { type: "exited", exit: { type: "shutdown" } });
  });

  test("the code that it leaves with says how it ended, should its last word be lost: well, badly, or by the link", async () => {
    const codes: number[] = [];
    for (const run of ["async () => {}", "async () => { throw new Error('no'); }", "() => new Promise(() => {})"]) {
      const hosted = new Hosted();
      hosted.start(`export default ${run}`);
      await hosted.heard("ready");
      if (!run.startsWith("async")) hosted.close();
      codes.push(await hosted.left);
    }
    assert.deepEqual(codes, [LEAVING.ended, LEAVING.failed, LEAVING.lost]);
  });

  test("beats without being asked, more often than it has to", async () => {
    const hosted = new Hosted();
    hosted.start("export default () => new Promise(() => {})", { heartbeat: 40 });
    const begun = performance.now();
    while (hosted.said.filter(({ type }) => type === "heartbeat").length < 3) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(performance.now() - begun >= 3 * 9);
    hosted.close();
    await hosted.left;
  });

  test("beats as rarely as Node can wait where a month of silence is borne", async (t) => {
    const waits = t.mock.method(globalThis, "setInterval");
    const hosted = new Hosted();
    hosted.start("export default () => new Promise(() => {})", { heartbeat: 4 * 2 ** 31 });
    await hosted.heard("ready");
    assert.deepEqual(
      waits.mock.calls.map((call) => call.arguments[1]),
      [2 ** 31 - 1],
    );
    hosted.close();
    await hosted.left;
  });

  test("a supervisor of another version is left", async () => {
    const hosted = new Hosted(LINK_VERSION + 1);
    await hosted.left;
  });

  test("a supervisor that is gone is left", async () => {
    const hosted = new Hosted();
    hosted.close();
    await hosted.left;
  });

  test("a hook that fails is a report, in plain JSON", async () => {
    const hosted = new Hosted();
    hosted.start("export default () => ({ run: async () => {}, shutdown: () => { throw new Error('untidy'); } })");
    await hosted.left;
    const report = hosted.said.find(({ type }) => type === "report");
    assert.equal(report?.["event"], "hook.failed");
    assert.equal(report?.["severity"], "warn");
    assert.deepEqual(hosted.said.at(-1), { type: "exited", exit: { type: "normal" } });
  });

  test("what outlasts its own end is killed, not leaked: it ends with what is around it", async () => {
    const hosted = new Hosted();
    hosted.start("export default ({ shutdown }) => { shutdown(); return new Promise(() => {}); }", { shutdown: 10 });
    await hosted.left;
    assert.deepEqual(hosted.said.at(-1), { type: "exited", exit: { type: "killed", by: "shutdown-timeout" } });
    assert.ok(!hosted.said.some(({ type }) => type === "report"));
  });
});
