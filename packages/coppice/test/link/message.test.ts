import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Exit } from "../../src/exit.ts";
import { copyInto } from "../../src/event/capping.ts";
import { isMessage } from "../../src/link/message.ts";

const CHILD = {
  id: "a",
  kind: "task",
  restart: "permanent",
  state: "running",
  incarnation: 1,
  restarts: 0,
  since: 1,
  options: {},
};
const EVENT = { seq: 1, at: 1, wall: 1, severity: "info", path: "root/a", type: "child.started" };
const ERROR = { name: "Error", message: "no" };

function state(child: object): object {
  return { type: "state", leaked: 0, branches: [{ path: "root", removed: [], children: [{ ...CHILD, ...child }] }] };
}

function events(event: object): object {
  return { type: "events", missed: 0, events: [{ ...EVENT, ...event }] };
}

function exited(exit: unknown): object {
  return { type: "exited", exit };
}

/** The exit of so many supervisors that gave up, one inside the other. */
function nested(depth: number): Exit {
  let exit: Exit = { type: "normal" };
  for (let at = 0; at < depth; at += 1) exit = { type: "gave-up", why: "intensity", cause: { path: "root", exit } };
  return exit;
}

/** The same of one that failed. */
function failing(depth: number): Exit {
  let exit: Exit = { type: "failed", error: ERROR };
  for (let at = 0; at < depth; at += 1) exit = { type: "linked", cause: { path: "root", exit } };
  return exit;
}

/** Data as an event shows them: what lies too deep is a text. */
function shown(data: object, type: string): object {
  const event: Record<string, unknown> = { type };
  copyInto(event, data as Record<string, unknown>);
  return event;
}

suite("what is a message", () => {
  const right: readonly object[] = [
    state({}),
    state({ exit: nested(30), due: 7, significant: true, mount: true }),
    events({}),
    events({ incarnation: 1, exit: nested(30) }),
    events(shown({ exit: nested(30) }, "child.exited")),
    events(shown({ ...nested(30) }, "supervisor.gave-up")),
    events(shown({ exit: failing(20) }, "supervisor.stopped")),
    { type: "report", event: "hook.failed", severity: "warn", data: { error: ERROR } },
    { type: "report", event: "some.event", severity: "debug", data: null },
    exited({ type: "exited", code: null, signal: "SIGKILL", fatal: true }),
    exited({ type: "failed", error: { ...ERROR, code: 3, stack: "at", cause: ERROR }, stray: true }),
  ];
  test("those with all their fields, and without what may be left out", () => {
    for (const message of right) assert.ok(isMessage(message), JSON.stringify(message).slice(0, 200));
  });

  const mail = { path: "root/a", from: null, delivery: null, refs: [], value: { type: "go" } };
  const delivery = { priority: "high", expiresIn: 5, correlationId: 7, replyTo: null };

  test("what actors say, with its fields, and with or without what it carries", () => {
    const said: readonly object[] = [
      { type: "tell", ...mail, delivery, refs: [["to", 0]] },
      { type: "tell", path: "root/a", from: null, delivery: null, refs: [] },
      { type: "ask", id: 1, ...mail, value: "x".repeat(2 ** 20) },
      { type: "answer", id: 1, refs: [] },
    ];
    for (const message of said) assert.ok(isMessage(message), JSON.stringify(message).slice(0, 200));
  });

  const wrongMail: readonly (readonly [string, object])[] = [
    ["without a path", { ...mail, type: "tell", path: undefined }],
    ["of an unknown priority", { ...mail, type: "tell", delivery: { ...delivery, priority: "urgent" } }],
    [
      "that expires never and not never",
      { ...mail, type: "tell", delivery: { ...delivery, expiresIn: Number.POSITIVE_INFINITY } },
    ],
    ["with a function", { ...mail, type: "tell", value: { call: () => 1 } }],
    ["with a text without end", { ...mail, type: "tell", value: "x".repeat(3 * 2 ** 20) }],
    ["with pointers that are none", { ...mail, type: "tell", refs: ["to"] }],
    ["with pointers of other things", { ...mail, type: "tell", refs: [[{ key: "to" }]] }],
    ["with pointers without end", { ...mail, type: "tell", refs: Array.from({ length: 2_000 }, () => []) }],
    ["asked without a number", { ...mail, type: "ask" }],
    ["cancelled without one", { type: "cancel" }],
    ["answered with more than JSON", { type: "answer", id: 1, refs: [], value: 10n }],
    ["that failed for no reason", { type: "failure", id: 1, code: "NONE", message: "", details: {}, cause: null }],
  ];
  for (const [what, message] of wrongMail) {
    test(`no message between actors ${what}`, () => assert.ok(!isMessage(message)));
  }

  const wrong: readonly (readonly [string, object])[] = [
    ["a state that is none", state({ state: "asleep" })],
    ["a restart type that is none", state({ restart: "sometimes" })],
    ["a number that is none", state({ since: Number.NaN })],
    ["an incarnation that is no whole number", state({ incarnation: 1.5 })],
    ["options that JSON cannot say", state({ options: { factory: () => 1 } })],
    ["an id that is no text", state({ id: 7 })],
    ["an id without end", state({ id: "x".repeat(100_000) })],
    [
      "more children than a message may have",
      {
        type: "state",
        leaked: 0,
        branches: [{ path: "root", removed: [], children: Array.from({ length: 1_001 }, () => CHILD) }],
      },
    ],
    [
      "more branches than a message may have",
      { type: "state", leaked: 0, branches: Array.from({ length: 1_001 }, () => ({ path: "root", removed: [], children: [] })) },
    ],
    ["a negative count", { type: "state", leaked: -1, branches: [] }],
    ["an event without a severity", events({ severity: "loud" })],
    ["an event too deep to be looked at", events({ data: JSON.parse("[".repeat(200) + "]".repeat(200)) as unknown })],
    ["an event of too much", events({ data: Array(100_001).fill(0) })],
    ["an event of data that JSON cannot say", events({ data: new Date(0) })],
    ["an event of an instance", events({ data: [new Map()] })],
    ["an end without an exit", events({ type: "child.exited" })],
    ["a stop with an exit that is none", events({ type: "supervisor.stopped", exit: { type: "linked" } })],
    ["one that gave up without a cause", events({ type: "supervisor.gave-up", why: "fatal" })],
    ["one that gave up for no reason", events({ type: "supervisor.gave-up", why: "so", cause: "[deeper]" })],
    ["an exit that is shown in part at its top", events({ type: "child.failing", exit: "[deeper]" })],
    ["any event with an exit that is none", events({ exit: 5 })],
    ["a report of an end without an exit", { type: "report", event: "child.exited", severity: "info", data: null }],
    ["a report with an exit that is none", { type: "report", event: "odd", severity: "info", data: { exit: {} } }],
    ["an exit of no known type", exited({ type: "bored" })],
    ["an exit without what its type needs", exited({ type: "failed" })],
    ["an error that is none", exited({ type: "failed", error: { name: "Error" } })],
    [
      "an exit whose cause is none",
      exited({ type: "gave-up", why: "intensity", cause: { path: "root", exit: { type: "failed" } } }),
    ],
    ["exits nested too deep", exited(nested(100))],
    [
      "a refusal with a code of another library",
      { type: "refusal", id: 1, code: "EPIPE", message: "", details: {}, cause: null },
    ],
    ["a command that is none", { type: "command", id: 1, deadline: null, does: "explode", path: "root", child: "a", args: null }],
    ["a report that took no number", { type: "stop-report", path: "root", children: [{ id: "a", took: "long" }] }],
  ];
  for (const [what, message] of wrong) {
    test(`not ${what}`, () => assert.ok(!isMessage(message)));
  }
});
