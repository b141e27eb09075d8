import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { virtualRuntime } from "coppice/testing";
import type { Spec } from "../../../src/child/contract.ts";
import type { ChildOptions } from "../../../src/child/options.ts";
import type { Exit } from "../../../src/exit.ts";
import type { HostedBody } from "../../../src/kind/hosted/hosted-body.ts";
import { HostedLife } from "../../../src/kind/hosted/hosted-life.ts";
import { LEAVING } from "../../../src/kind/hosted/leaving.ts";
import type { Vessel, VesselWatch } from "../../../src/kind/hosted/vessel.ts";
import { LINK_VERSION } from "../../../src/link/message.ts";
import { type MemoryTransport, memoryTransports } from "../../link/memory-transport.ts";
import { errorOf } from "../../support/exits.ts";
import { alone, type LonePlace } from "../../support/lone-place.ts";

const BODY: HostedBody = { module: "file:///one.js", args: null, ready: "start", heartbeat: undefined };

/** A child whose other side is played by the test. */
class Played {
  readonly runtime = virtualRuntime();
  readonly life: HostedLife;
  readonly place: LonePlace;
  readonly far: MemoryTransport;
  /** What its supervisor's side sent. */
  readonly sent: string[] = [];
  /** What was done to the vessel. */
  readonly done: string[] = [];
  #watch: VesselWatch | undefined;

  constructor(body: Partial<HostedBody> = {}, options: ChildOptions = {}) {
    const [near, far] = memoryTransports();
    this.far = far;
    far.onMessage((message) => this.sent.push((message as { type: string }).type));
    const vessel: Vessel = {
      transport: near,
      usage: () => Promise.resolve({ of: "thread", loop: { active: 1, idle: 1, utilization: 0.5 } }),
      terminate: () => this.done.push("terminate"),
      abandon: () => this.done.push("abandon"),
    };
    const spec = {
      id: "one",
      kind: {
        name: "hosted",
        create: (_body: never, place: LonePlace) =>
          new HostedLife({ ...BODY, ...body }, place, (watch) => {
            this.#watch = watch;
            return vessel;
          }),
      },
      body: undefined,
      options: {},
    } as unknown as Spec;
    const { life, place } = alone(this.runtime, spec, options);
    this.life = life as HostedLife;
    this.place = place;
  }

  get watch(): VesselWatch {
    if (this.#watch === undefined) throw new Error("it has not begun");
    return this.#watch;
  }

  async says(...messages: readonly { readonly type: string; readonly [field: string]: unknown }[]): Promise<void> {
    for (const message of messages) this.far.send(message);
    await this.runtime.advance(0);
  }

  async opens(): Promise<void> {
    this.life.begin();
    await this.says({ type: "hello", version: LINK_VERSION });
  }

  ends(code: number | null, signal: string | null = null): void {
    this.watch.gone({ type: "exited", code, signal });
  }
}

const NORMAL: Exit = { type: "normal" };

suite("a child that lives elsewhere", () => {
  test("it is told what to run, and its last word is its exit once its vessel is gone", async () => {
    const played = new Played();
    await played.opens();
    await played.says({ type: "ready" }, { type: "exited", exit: NORMAL });
    assert.deepEqual(played.sent, ["hello", "start"]);
    assert.deepEqual(played.place.news, ["ready"]);
    played.ends(0);
    assert.deepEqual(played.place.exit, NORMAL);
    assert.deepEqual(played.done, []);
  });

  test("its vessel does not end after its last word: it is terminated, and the last word holds", async () => {
    const played = new Played();
    await played.opens();
    await played.says({ type: "exited", exit: NORMAL });
    await played.runtime.advance(5_000);
    assert.deepEqual(played.done, ["terminate"]);
    played.ends(null, "SIGKILL");
    assert.deepEqual(played.place.exit, NORMAL);
  });

  test("its vessel does not end though it was terminated: it is abandoned, leaked and told of", async () => {
    const played = new Played();
    await played.opens();
    played.life.kill("outside");
    await played.runtime.advance(5_000);
    assert.deepEqual(played.done, ["terminate", "abandon"]);
    assert.deepEqual(played.place.exit, { type: "killed", by: "outside", leaked: true });
    assert.equal(played.place.environment.tree.leaked, 1);
    played.ends(null, "SIGKILL");
    assert.deepEqual(played.place.news, ["child.abandoned", "exited"]);
  });

  test("it has nothing to run, and its vessel does not end though it was terminated: it is abandoned, leaked and ignored", async () => {
    const played = new Played();
    await played.opens();
    await played.says({ type: "ignored" });
    await played.runtime.advance(10_000);
    assert.deepEqual(played.done, ["terminate", "abandon"]);
    assert.deepEqual(played.place.news, ["child.abandoned", "ignored"]);
    assert.equal(played.place.environment.tree.leaked, 1);
    played.ends(null, "SIGKILL");
    assert.deepEqual(played.place.news, ["child.abandoned", "ignored"]);
  });

  test("its link is closed and its vessel stays: it is disconnected, and terminated after a second", async () => {
    const played = new Played();
    await played.opens();
    played.far.close();
    await played.runtime.advance(999);
    assert.deepEqual(played.done, []);
    await played.runtime.advance(1);
    assert.deepEqual(played.done, ["terminate"]);
    played.ends(null, "SIGKILL");
    assert.deepEqual(played.place.exit, { type: "disconnected", reason: "its side of the link was closed" });
  });

  test("its link is closed because its vessel ends: how that ended is its exit", async () => {
    for (const [exit, expected] of [
      [
        { type: "exited", code: null, signal: "SIGSEGV" },
        { type: "exited", code: null, signal: "SIGSEGV" },
      ],
      [
        { type: "out-of-memory", limitMb: 5 },
        { type: "out-of-memory", limitMb: 5 },
      ],
      [
        { type: "exited", code: LEAVING.lost, signal: null },
        { type: "disconnected", reason: "its side of the link was closed" },
      ],
    ] as readonly (readonly [Exit, Exit])[]) {
      const played = new Played();
      await played.opens();
      played.far.close();
      await played.runtime.advance(1);
      played.watch.gone(exit);
      assert.deepEqual(played.place.exit, expected);
    }
  });

  test("what it says is none of the protocol: it is terminated, with the reason", async () => {
    const played = new Played();
    await played.opens();
    await played.says({ type: "nonsense" });
    assert.deepEqual(played.done, ["terminate"]);
    played.ends(0);
    assert.deepEqual(played.place.exit, {
      type: "disconnected",
      reason: "it sent { type: 'nonsense' }, which is no message",
    });
  });

  test("its vessel breaks: a failed start before its hello, a stray error after", async () => {
    const early = new Played();
    early.life.begin();
    early.watch.broke({ type: "failed", error: { name: "Error", message: "no" } });
    early.ends(1);
    assert.deepEqual(early.place.exit, { type: "failed", error: { name: "Error", message: "no" } });
    const late = new Played();
    await late.opens();
    late.watch.broke({ type: "failed", error: { name: "Error", message: "no" } });
    late.watch.broke({ type: "out-of-memory" });
    late.ends(1);
    assert.deepEqual(late.place.exit, { type: "failed", error: { name: "Error", message: "no" }, stray: true });
  });

  test("its vessel ends with 0 and no last word: before it is ready a failed start, after it normal, when asked shutdown", async () => {
    const ends: Exit[] = [];
    for (const [isReady, isAsked] of [
      [false, false],
      [true, false],
      [true, true],
    ]) {
      const played = new Played();
      await played.opens();
      if (isReady) await played.says({ type: "ready" });
      if (isAsked) played.life.stop();
      played.ends(0);
      ends.push(played.place.exit as Exit);
    }
    const [early, ...others] = ends;
    assert.equal(errorOf(early).code, "ENDED_BEFORE_READY");
    assert.deepEqual(others, [{ type: "normal" }, { type: "shutdown" }]);
  });

  test("its vessel ends well by its own rules and with no last word, before it is ready: a failed start that says what was expected", async () => {
    for (const [ready, expected] of [
      ["start", /^lone\/one ended before it was ready: something ended it while it started\. Look for process\.exit\(\)/],
      ["signal", /^lone\/one ended before it was ready: its spec says ready: "signal"/],
    ] as const) {
      const played = new Played({ ready }, { success: [3] });
      await played.opens();
      played.ends(3);
      const { code, message } = errorOf(played.place.exit);
      assert.equal(code, "ENDED_BEFORE_READY");
      assert.match(message, expected);
    }
  });

  test("asked to stop before its hello, it is terminated; after it, it is asked", async () => {
    const early = new Played();
    early.life.begin();
    early.life.stop();
    assert.deepEqual(early.done, ["terminate"]);
    early.ends(null, "SIGKILL");
    assert.deepEqual(early.place.exit, { type: "shutdown" });
    const late = new Played();
    await late.opens();
    late.life.stop();
    await late.runtime.advance(0);
    assert.deepEqual(late.sent, ["hello", "start", "stop"]);
    assert.deepEqual(late.done, []);
  });

  test("it is late: condemned first, terminated when it is late once more while it is stopped", async () => {
    const played = new Played({ heartbeat: 1_000 });
    await played.opens();
    await played.runtime.advance(10_000);
    await played.says({ type: "ready" });
    await played.runtime.advance(900);
    await played.says({ type: "heartbeat" });
    await played.runtime.advance(900);
    assert.deepEqual(played.place.news, ["ready"]);
    await played.runtime.advance(100);
    assert.deepEqual(played.place.news, ["ready", "condemned"]);
    played.life.stop();
    await played.runtime.advance(1_000);
    assert.deepEqual(played.done, ["terminate"]);
    played.ends(null, "SIGKILL");
    assert.deepEqual(played.place.exit, { type: "unresponsive", after: 1_000 });
  });

  const tree = {
    type: "state",
    leaked: 0,
    branches: [{ path: "lone/one", begun: { options: {}, dynamic: false, template: false }, removed: [], children: [] }],
  };

  test("a tree has to give signs of life once it is ready, and not while it starts", async () => {
    const played = new Played({ heartbeat: 1_000 });
    await played.opens();
    await played.says(tree);
    assert.notEqual(played.life.branch, undefined);
    await played.runtime.advance(10_000);
    assert.deepEqual(played.place.news, []);
    await played.says({ type: "ready" });
    await played.runtime.advance(999);
    assert.deepEqual(played.place.news, ["ready"]);
    await played.runtime.advance(1);
    assert.deepEqual(played.place.news, ["ready", "condemned"]);
  });

  test("a tree that is asked to stop while it starts has to give signs of life from then on, or from when it shows that it is one", async () => {
    for (const isLate of [false, true]) {
      const played = new Played({ heartbeat: 1_000 });
      await played.opens();
      if (!isLate) await played.says(tree);
      await played.runtime.advance(10_000);
      played.life.stop();
      if (isLate) await played.says(tree);
      await played.runtime.advance(999);
      assert.deepEqual(played.done, []);
      await played.runtime.advance(1);
      assert.deepEqual(played.done, ["terminate"]);
    }
  });

  test("that it was asked and had to be ended by force can be seen, and not of one that had not begun, or had its last word", async () => {
    const ended: Readonly<Record<string, (played: Played) => Promise<void>>> = {
      "gave no sign of life": async ({ life, runtime }) => {
        life.stop();
        await runtime.advance(2_000);
      },
      "spoke nonsense": async (played) => {
        played.life.stop();
        await played.says({ type: "nonsense" });
      },
      "was not asked": async (played) => await played.says({ type: "nonsense" }),
      "had its last word": async (played) => {
        played.life.stop();
        await played.says({ type: "exited", exit: NORMAL });
        await played.runtime.advance(5_000);
      },
    };
    const forced: Record<string, boolean> = {};
    for (const [how, end] of Object.entries(ended)) {
      const played = new Played({ heartbeat: 1_000 });
      await played.opens();
      await played.says({ type: "ready" });
      await end(played);
      assert.deepEqual(played.done, ["terminate"]);
      forced[how] = played.life.isForced;
    }
    const early = new Played();
    early.life.begin();
    early.life.stop();
    forced["had not begun"] = early.life.isForced;
    assert.deepEqual(forced, {
      "gave no sign of life": true,
      "spoke nonsense": true,
      "was not asked": false,
      "had its last word": false,
      "had not begun": false,
    });
  });
});
