import assert from "node:assert/strict";
import { suite, test, type TestContext } from "node:test";
import { MessageChannel } from "node:worker_threads";
import { FrameTransport } from "../../src/link/frame-transport.ts";
import { HEARD_BY_CHILD, HEARD_FROM_CHILD, Link } from "../../src/link/link.ts";
import { type FromChild, LINK_VERSION, type ToChild } from "../../src/link/message.ts";
import type { Mail } from "../../src/link/mail-message.ts";
import { PortTransport } from "../../src/link/port-transport.ts";
import type { Transport } from "../../src/link/transport.ts";
import { forkedTransports } from "./forked.ts";
import type { FarChild } from "../../src/link/tree-message.ts";
import { memoryTransports } from "./memory-transport.ts";
import { socketPair } from "./sockets.ts";

const LIMIT = { timeout: 60_000 };

/** Every transport there is, as its two ends. */
const TRANSPORTS: Readonly<Record<string, (t: TestContext) => Pair | Promise<Pair>>> = {
  memory: memoryTransports,
  MessagePort: () => {
    const { port1, port2 } = new MessageChannel();
    return [new PortTransport(port1), new PortTransport(port2)];
  },
  IPC: forkedTransports,
  "a Unix socket": async (t) => {
    const [one, other] = await socketPair(t);
    return [new FrameTransport(one), new FrameTransport(other)];
  },
};

type Pair = readonly [Transport, Transport];

/** What actors say to each other: either side says all of it. */
const MAIL: readonly Mail[] = [
  {
    type: "tell",
    path: "root/work/one",
    from: null,
    delivery: null,
    refs: [["to"], ["list", 0]],
    value: { type: "go", to: "root/desk", list: ["root/desk", { deep: [null, 1.5, "ü"] }] },
  },
  {
    type: "send",
    id: 1,
    path: "root/work/one",
    from: "root/desk",
    delivery: { priority: "high", expiresIn: 12.5, correlationId: "c", replyTo: "root/desk" },
    refs: [],
    value: { type: "go" },
  },
  { type: "ask", id: 2, path: "root/work/one", from: null, delivery: null, refs: [], value: { type: "go" } },
  { type: "cancel", id: 2 },
  { type: "answer", id: 1, refs: [] },
  { type: "answer", id: 2, refs: [[]], value: "root/desk" },
  {
    type: "failure",
    id: 3,
    code: "ACTOR_FAILED",
    message: "root/work/one failed at the message",
    details: { path: "root/work/one", exit: { type: "normal" } },
    cause: { name: "RangeError", message: "no" },
  },
];

const TO_CHILD: readonly ToChild[] = [
  {
    type: "start",
    module: "file:///work.js",
    args: { list: [1, "two", null] },
    path: "root/work",
    incarnation: 2,
    ready: "signal",
    shutdown: null,
    heartbeat: 5_000,
    now: 12.5,
  },
  { type: "stop" },
  { type: "resume", after: 41 },
  { type: "command", id: 1, deadline: null, does: "start", path: "root/work/pool", child: null, args: { file: "a.txt" } },
  { type: "command", id: 2, deadline: 99.5, does: "stop", path: "root/work", child: "one" },
  { type: "command", id: 3, deadline: null, does: "restart", path: "root/work", child: "one" },
  { type: "command", id: 4, deadline: null, does: "delete", path: "root/work", child: "one" },
  { type: "command", id: 5, deadline: null, does: "revive", path: "root/work", child: "one" },
  ...MAIL,
];

const CHILD: FarChild = {
  id: "one",
  kind: "task",
  restart: "transient",
  state: "restarting",
  incarnation: 2,
  restarts: 1,
  since: 12.25,
  due: 1_012.25,
  exit: {
    type: "gave-up",
    why: "intensity",
    cause: {
      path: "root/work/one/deep",
      exit: { type: "failed", error: { name: "Error", message: "no", cause: { name: "E", message: "" } } },
    },
  },
  significant: true,
  mount: true,
  options: { restart: "transient", shutdown: "Infinity", success: [0, 143] },
};

const FROM_CHILD: readonly FromChild[] = [
  { type: "heartbeat" },
  { type: "ready" },
  { type: "report", event: "hook.failed", severity: "warn", data: { error: { name: "Error", message: "no" } } },
  { type: "report", event: "some.event", severity: "debug", data: null },
  { type: "condemned", exit: { type: "failed", error: { name: "Error", message: "broken" } } },
  { type: "shutdown-tree" },
  { type: "resign" },
  { type: "actor" },
  {
    type: "state",
    leaked: 1,
    branches: [
      {
        path: "root/work",
        begun: { options: { strategy: "one-for-all" }, dynamic: false, template: false },
        removed: [],
        children: [CHILD],
      },
      { path: "root/work/pool", removed: ["gone"], children: [] },
    ],
  },
  {
    type: "events",
    missed: 3,
    events: [
      { seq: 42, at: 12.5, wall: 1.7e12, severity: "info", path: "root/work/one", incarnation: 2, type: "child.started" },
      {
        seq: 43,
        at: 13,
        wall: 1.7e12,
        severity: "error",
        path: "root/work",
        type: "strategy.failed",
        error: { name: "E", message: "m" },
      },
    ],
  },
  { type: "reply", id: 1, child: CHILD, exit: null },
  { type: "reply", id: 2, child: null, exit: { type: "killed", by: "brutal" } },
  {
    type: "refusal",
    id: 3,
    code: "RUNNING",
    message: "it runs: stop it first",
    details: { path: "root/work/one", state: "running" },
    cause: { name: "Error", message: "deeper", code: 7 },
  },
  {
    type: "stop-report",
    path: "root/work",
    children: [
      { id: "one", took: 1.5, exit: { type: "shutdown" } },
      { id: "two", took: 0, killed: true },
    ],
  },
  ...MAIL,
  { type: "ignored" },
  { type: "exited", exit: { type: "shutdown", info: { left: 3 } } },
];

/** One end of a conversation, and what it was told. */
class End {
  readonly told: unknown[] = [];
  readonly closed: Promise<void>;
  readonly link: Link<ToChild | FromChild, ToChild | FromChild>;

  constructor(transport: Transport, hears: ReadonlySet<string>, says: readonly (ToChild | FromChild)[]) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.closed = promise;
    this.link = new Link(transport, hears as ReadonlySet<ToChild["type"]>, {
      opened: () => {
        this.told.push("opened");
        for (const message of says) this.link.send(message);
      },
      heard: (message) => this.told.push(message),
      broken: (reason) => this.told.push(reason),
      closed: resolve,
    });
  }

  /** Resolves once it was told of so many things. */
  async heard(count: number): Promise<void> {
    while (this.told.length < count) await new Promise((resolve) => setImmediate(resolve));
  }
}

test("the transcript has every message of the protocol", () => {
  assert.deepEqual(new Set(TO_CHILD.map(({ type }) => type)), HEARD_BY_CHILD);
  assert.deepEqual(new Set(FROM_CHILD.map(({ type }) => type)), HEARD_FROM_CHILD);
});

for (const [name, connect] of Object.entries(TRANSPORTS)) {
  suite(`a link over ${name}`, LIMIT, () => {
    test("carries every message of both sides, in order and whole, after the hellos", async (t) => {
      const [above, below] = await connect(t);
      const supervisor = new End(above, HEARD_FROM_CHILD, TO_CHILD);
      const child = new End(below, HEARD_BY_CHILD, FROM_CHILD);
      await Promise.all([supervisor.heard(1 + FROM_CHILD.length), child.heard(1 + TO_CHILD.length)]);
      assert.deepEqual(child.told, ["opened", ...TO_CHILD]);
      assert.deepEqual(supervisor.told, ["opened", ...FROM_CHILD]);
      child.link.close();
      await child.closed;
      await supervisor.closed;
      supervisor.link.send({ type: "stop" });
    });

    test("delivers what was sent right before the close", async (t) => {
      const [above, below] = await connect(t);
      const supervisor = new End(above, HEARD_FROM_CHILD, []);
      const child = new End(below, HEARD_BY_CHILD, FROM_CHILD);
      await child.heard(1);
      child.link.close();
      await supervisor.closed;
      assert.deepEqual(supervisor.told, ["opened", ...FROM_CHILD]);
    });

    const wrong: readonly (readonly [string, readonly unknown[], RegExp])[] = [
      ["another version", [{ type: "hello", version: LINK_VERSION + 1 }], /speaks version 2 of the protocol: expected 1/],
      ["no hello first", [{ type: "ready" }], /sent "ready" before its hello/],
      ["no message", [{ type: "hello", version: LINK_VERSION }, "ready"], /sent 'ready', which is no message/],
      ["an unknown type", [{ type: "hello", version: LINK_VERSION }, { type: "toString" }], /which is no message/],
      [
        "a field of the wrong kind",
        [
          { type: "hello", version: LINK_VERSION },
          { type: "exited", exit: {} },
        ],
        /which is no message/,
      ],
      [
        "what only the other side says",
        [{ type: "hello", version: LINK_VERSION }, { type: "stop" }],
        /"stop", which is not its to say/,
      ],
    ];
    for (const [what, sent, reason] of wrong) {
      test(`is closed at both ends by ${what}`, async (t) => {
        const [above, below] = await connect(t);
        const gone = Promise.withResolvers<void>();
        below.onMessage(() => undefined);
        below.onClose(() => gone.resolve());
        const supervisor = new End(above, HEARD_FROM_CHILD, []);
        for (const value of sent) below.send(value);
        await supervisor.closed;
        assert.match(String(supervisor.told.at(-1)), reason);
        await gone.promise;
      });
    }
  });
}
