import assert from "node:assert/strict";
import { test } from "node:test";
import { describeEvent, type TreeEvent } from "../../src/index.ts";

const envelope = { seq: 1, at: 0, wall: 0, severity: "info", path: "shop/a", incarnation: 1 } as const;
const error = { name: "TypeError", message: "x is not a function" };
const exit = { type: "failed", error } as const;

/** One event of each type, and its sentence. */
const SENTENCES: {
  readonly [Type in TreeEvent["type"]]: readonly [
    Omit<TreeEvent & { readonly type: Type }, keyof typeof envelope | "type">,
    string,
  ];
} = {
  "child.starting": [{}, "shop/a starts"],
  "child.started": [{}, "shop/a is ready"],
  "child.ignored": [{}, "shop/a has nothing to run"],
  "child.failing": [{ exit }, "shop/a failed: TypeError: x is not a function: it is brought down"],
  "child.stopping": [{}, "shop/a is asked to stop"],
  "child.exited": [{ exit }, "shop/a failed: TypeError: x is not a function"],
  "child.restarting": [{ delay: 1_500 }, "shop/a is restarted in 1.5 s"],
  "child.exhausted": [{}, "shop/a has spent its budget of restarts and stays down"],
  "child.quarantined": [{ coolDown: 60_000 }, "shop/a has spent its budget of restarts and is parked for 1 m"],
  "child.revived": [{}, "shop/a is revived"],
  "child.removed": [{}, "shop/a is removed"],
  "child.abandoned": [{}, "shop/a did not end in time, was abandoned, and may still run"],
  "child.failed-late": [{ former: 3, error }, "shop/a has a former incarnation (3) that failed after all: x is not a function"],
  "exit-rule.failed": [{ error }, "shop/a has an exit rule that failed, and does not count: x is not a function"],
  "strategy.failed": [{ error }, "shop/a made its supervisor's strategy fail, which acts as one-for-all: x is not a function"],
  "hook.failed": [{ error }, "shop/a has a hook that failed: x is not a function"],
  "defer.failed": [{ error }, "shop/a has a deferred function that failed: x is not a function"],
  "context.late": [{ member: "ignore" }, "shop/a called ctx.ignore too late"],
  "context.stale": [{ member: "sleep", former: 2 }, "shop/a has a former incarnation (2) that called ctx.sleep after its end"],
  "program.stdout": [{ line: "listening" }, "shop/a says: listening"],
  "program.stderr": [{ line: "a long", cut: true }, "shop/a says: a long…"],
  "thread.stdout": [{ line: "rendering" }, "shop/a says: rendering"],
  "thread.stderr": [{ line: "oops", cut: true }, "shop/a says: oops…"],
  "thread.file-failed": [
    { file: "/var/log/out", doing: "rotate", reason: "EACCES", lost: 0 },
    "shop/a could not rotate /var/log/out (EACCES): 0 bytes are lost so far",
  ],
  "program.file-failed": [
    { file: "/log", doing: "write", reason: "ENOSPC", lost: 10 },
    "shop/a could not write /log (ENOSPC): 10 bytes are lost so far",
  ],
  "program.status": [{ status: "loading" }, "shop/a says that it is: loading"],
  "supervisor.started": [{}, "shop/a has started"],
  "supervisor.stopping": [{ cause: "auto-shutdown" }, "shop/a stops (auto-shutdown)"],
  "supervisor.stopped": [{ exit: { type: "normal" } }, "shop/a has stopped: it ended well"],
  "supervisor.gave-up": [
    { why: "intensity", cause: { path: "shop/a/b", exit }, hint: "mend it" },
    "shop/a gave up (intensity): shop/a/b failed: TypeError: x is not a function; mend it",
  ],
  "actor.suspended": [{}, "shop/a is suspended: its messages wait"],
  "actor.resumed": [{}, "shop/a goes on with its messages"],
  "mailbox.full": [
    { capacity: 10, overflow: "reject", count: 3 },
    'shop/a has a full mailbox (10, overflow "reject"): 3 without room',
  ],
  "mount.gap": [{ missed: 7 }, "shop/a has lost 7 events of what is below it, with a former link"],
  "dead-letter": [
    { reason: "not-running", message: "{ type: 'add' }", count: 3 },
    "shop/a did not get a message (not-running, 3 so far): { type: 'add' }",
  ],
  "registry.registered": [{ key: "alice", holder: "shop/b" }, 'shop/a has the name "alice" for shop/b'],
  "registry.unregistered": [
    { key: "alice", holder: "shop/b", why: "gone" },
    'shop/a has the name "alice" for shop/b no more (gone)',
  ],
  "topic.subscribed": [{ pattern: "b.*", subscriber: "shop/b" }, 'shop/a has shop/b as a subscriber of "b.*"'],
  "topic.unsubscribed": [
    { pattern: "b.*", subscriber: "shop/b", why: "ended" },
    'shop/a has shop/b as a subscriber of "b.*" no more (ended)',
  ],
  "topic.filter-failed": [
    { pattern: "b.*", subscriber: "shop/b", error },
    'shop/a has a filter of shop/b for "b.*" that failed, and holds the message back: x is not a function',
  ],
  "pool.resized": [{ from: 2, to: 5 }, "shop/a has 5 workers, and had 2"],
  "loop.blocked": [
    { child: "shop/a", duration: 1_234, limit: 1_000, stack: "now (node:internal:1:1)\nspin (file:///spin.js:2:3)" },
    "shop/a stood on the event loop for 1.2 s, at spin (file:///spin.js:2:3)",
  ],
  "watchdog.failed": [{ error }, "shop/a is not watched as it should be: x is not a function"],
  "listener.failed": [
    { listener: "log", on: { seq: 7, type: "child.started" }, error },
    'shop/a has a listener "log" that failed at child.started: x is not a function',
  ],
};

for (const [type, [data, sentence]] of Object.entries(SENTENCES)) {
  test(`describeEvent: ${type}`, () => {
    assert.equal(describeEvent({ ...envelope, type, ...data } as TreeEvent), sentence);
  });
}

test("describeEvent: says which start it is, whether a restart waits, who failed late, and that a quarantine has no end", () => {
  const says = (event: object): string => describeEvent({ ...envelope, ...event } as TreeEvent);
  const starts = [2, 3, 4, 11, 12, 13, 21, 112].map((incarnation) =>
    says({ type: "child.starting", incarnation }).split(" ").at(-2),
  );
  assert.deepEqual(starts, ["2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
  assert.equal(says({ type: "child.restarting", delay: 0 }), "shop/a is restarted");
  assert.equal(says({ type: "child.failed-late", error }), "shop/a failed once more as it ended: x is not a function");
  assert.match(says({ type: "child.quarantined" }), /is parked until a command revives it$/);
});

test("describeEvent: of an event it does not know, it says the type", () => {
  assert.equal(describeEvent({ ...envelope, type: "moon.rose" } as never), "shop/a moon.rose");
});
