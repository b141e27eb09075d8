import assert from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import type { ChildConfig, ModelConfig } from "./model/config.ts";
import type { Action, ExitKind } from "./model/input.ts";
import { Model } from "./reference-model.ts";
import { inputOf, life } from "./sequences.ts";

function child(id: string, options: Partial<ChildConfig> = {}): ChildConfig {
  return {
    id,
    restart: "permanent",
    shutdown: 5_000,
    startTimeout: 30_000,
    significant: false,
    onStartFailure: "fail",
    onExhausted: "escalate",
    ...options,
  };
}

/** Children may be given as a word of one-letter ids. */
function supervisor(children: string | ChildConfig[], options: Partial<ModelConfig> = {}): Model {
  return new Model({
    strategy: "one-for-one",
    dynamic: false,
    concurrentBoot: false,
    autoShutdown: "never",
    intensity: { restarts: 3, within: 5_000 },
    maxChildren: Infinity,
    children: typeof children === "string" ? Array.from(children, (id) => child(id)) : children,
    ...options,
  });
}

/** Boots, and says ready for each child in turn. */
function running(children: string | ChildConfig[], options: Partial<ModelConfig> = {}): Model {
  const model = supervisor(children, options);
  model.boot();
  for (const { id } of model.config.children) ready(model, id);
  assert.equal(model.snapshot().phase, "up");
  return model;
}

function say(actions: readonly Action[]): string {
  const words = actions.map((action) => {
    switch (action.type) {
      case "answer":
        return `${action.call}:${action.answer}`;
      case "up":
        return "up";
      case "down":
        return ["down", action.exit, action.why, ...(action.child === undefined ? [] : [action.child])].join(" ");
      default:
        return `${action.type} ${action.id}${action.incarnation}`;
    }
  });
  return words.join(", ");
}

function look(model: Model): string {
  return model
    .snapshot()
    .children.map((seen) => `${seen.id}${seen.incarnation} ${seen.state}${seen.due === undefined ? "" : ` ${seen.due}`}`)
    .join(", ");
}

function incarnation(model: Model, id: string): number {
  return model.snapshot().children.find((seen) => seen.id === id)?.incarnation ?? 0;
}

function ready(model: Model, id: string): string {
  return say(model.ready(id, incarnation(model, id)));
}

function exit(model: Model, id: string, kind: ExitKind = "failed", affected: string[] = []): string {
  return say(model.exited(id, incarnation(model, id), kind, affected));
}

suite("boot", () => {
  test("children start in order, each once the one before is ready", () => {
    const model = supervisor("abc");
    assert.equal(say(model.boot()), "start a1");
    assert.equal(look(model), "a1 starting, b0 waiting, c0 waiting");
    assert.equal(ready(model, "a"), "start b1");
    assert.equal(ready(model, "b"), "start c1");
    assert.equal(ready(model, "c"), "up");
  });

  test("a child that fails to start takes those before it down in reverse", () => {
    const model = supervisor("abc");
    model.boot();
    ready(model, "a");
    ready(model, "b");
    assert.equal(exit(model, "c"), "stop b1");
    assert.equal(exit(model, "b", "shutdown"), "stop a1");
    assert.equal(exit(model, "a", "shutdown"), "down failed start-failed c");
  });

  test("a start that overruns is asked to stop, then killed, and fails the boot once it is gone", () => {
    const model = supervisor([child("a", { startTimeout: 100, shutdown: 50 })]);
    model.boot();
    assert.equal(model.nextDue(), 100);
    assert.equal(say(model.advanceTo(100)), "stop a1");
    assert.equal(ready(model, "a"), "");
    assert.equal(say(model.advanceTo(150)), "kill a1");
    assert.equal(exit(model, "a", "killed"), "down failed start-failed a");
  });

  test("with policy a failed first start is retried, and the boot goes on when it is ready", () => {
    const model = supervisor([child("a", { onStartFailure: "policy" }), child("b")]);
    model.boot();
    assert.equal(exit(model, "a", "normal"), "");
    assert.equal(look(model), "a1 restarting 0, b0 waiting");
    assert.equal(say(model.turn()), "start a2");
    assert.equal(ready(model, "a"), "start b1");
    assert.equal(ready(model, "b"), "up");
  });

  test("concurrent: all start together, and up means that each had its outcome", () => {
    const model = supervisor([child("a"), child("b", { restart: "temporary" }), child("c")], { concurrentBoot: true });
    assert.equal(say(model.boot()), "start a1, start b1, start c1");
    assert.equal(ready(model, "c"), "");
    assert.equal(say(model.ignored("b", 1)), "");
    assert.equal(exit(model, "c"), "");
    assert.equal(ready(model, "a"), "up");
    assert.equal(look(model), "a1 running, c1 restarting 0");
  });

  test("otp 3, 4 · a start that answers ignore keeps the spec, save a temporary one's, and the boot goes on", () => {
    const model = supervisor([child("a"), child("b", { restart: "temporary" }), child("c")]);
    model.boot();
    assert.equal(say(model.ignored("a", 1)), "start b1");
    assert.equal(say(model.ignored("b", 1)), "start c1");
    assert.equal(ready(model, "c"), "up");
    assert.equal(look(model), "a1 stopped, c1 running");
  });

  test("a child stopped by command before its turn is passed over", () => {
    const model = supervisor("abc");
    model.boot();
    assert.equal(say(model.stopChild("b")), "1:ok");
    assert.equal(ready(model, "a"), "start c1");
  });

  test("one-for-all: a failure during the boot takes along only those that have begun", () => {
    const model = supervisor("abc", { strategy: "one-for-all" });
    model.boot();
    ready(model, "a");
    assert.equal(exit(model, "a"), "stop b1");
    assert.equal(exit(model, "b", "shutdown"), "");
    assert.equal(say(model.turn()), "start a2");
    assert.equal(ready(model, "a"), "start b2");
    assert.equal(ready(model, "b"), "start c1");
    assert.equal(ready(model, "c"), "up");
  });
});

suite("strategies", () => {
  test("otp 30 · one-for-one: only that child is replaced; one restart more than the intensity ends the supervisor", () => {
    const model = running("ab", { intensity: { restarts: 2, within: 5_000 } });
    for (const next of [2, 3]) {
      assert.equal(exit(model, "a"), "");
      assert.equal(say(model.turn()), `start a${next}`);
      ready(model, "a");
    }
    assert.equal(look(model), "a3 running, b1 running");
    assert.equal(exit(model, "a"), "stop b1");
    assert.equal(exit(model, "b", "shutdown"), "down gave-up intensity a");
  });

  test("otp 29 · restarts that have left the window no longer count; its boundary is inclusive", () => {
    const model = running("a", { intensity: { restarts: 1, within: 1_000 } });
    for (const time of [1_001, 2_002, 3_003]) {
      exit(model, "a");
      model.turn();
      ready(model, "a");
      model.advanceTo(time);
    }
    exit(model, "a");
    model.turn();
    ready(model, "a");
    model.advanceTo(4_003);
    assert.equal(exit(model, "a"), "down gave-up intensity a");
  });

  test("otp 31 · one-for-one: a restart that never starts burns the intensity, and the sibling goes too", () => {
    const model = running("ab", { intensity: { restarts: 2, within: 5_000 } });
    exit(model, "a");
    assert.equal(say(model.turn()), "start a2");
    assert.equal(exit(model, "a"), "");
    assert.equal(say(model.turn()), "start a3");
    assert.equal(exit(model, "a", "normal"), "stop b1");
    assert.equal(exit(model, "b"), "down gave-up intensity a");
  });

  test("otp 32 · one-for-all: one group restart is one unit of intensity", () => {
    const model = running("abc", { strategy: "one-for-all", intensity: { restarts: 1, within: 5_000 } });
    assert.equal(exit(model, "b"), "stop c1");
    assert.equal(look(model), "a1 running, b1 restarting 0, c1 stopping");
    assert.equal(exit(model, "c", "shutdown"), "stop a1");
    assert.equal(exit(model, "a", "shutdown"), "");
    assert.equal(say(model.turn()), "start a2");
    assert.equal(ready(model, "a"), "start b2");
    assert.equal(ready(model, "b"), "start c2");
    assert.equal(ready(model, "c"), "");
    assert.deepEqual(
      model.snapshot().children.map((seen) => seen.restarts),
      [1, 1, 1],
    );
    assert.equal(exit(model, "a"), "stop c2");
  });

  test("otp 33, 34 · one-for-all: when another fails to come back, those already back are stopped before the next attempt", () => {
    const model = running("ab", { strategy: "one-for-all", intensity: { restarts: 2, within: 5_000 } });
    exit(model, "a");
    exit(model, "b", "shutdown");
    model.turn();
    assert.equal(ready(model, "a"), "start b2");
    assert.equal(exit(model, "b"), "stop a2");
    assert.equal(exit(model, "a", "shutdown"), "");
    assert.equal(look(model), "a2 waiting, b2 restarting 0");
    assert.equal(say(model.turn()), "start a3");
    assert.equal(ready(model, "a"), "start b3");
    assert.equal(exit(model, "b"), "stop a3");
    assert.equal(exit(model, "a", "shutdown"), "down gave-up intensity b");
  });

  test("one-for-all: two failures make one round and cost one unit", () => {
    const model = running("abc", { strategy: "one-for-all", intensity: { restarts: 1, within: 5_000 } });
    assert.equal(exit(model, "b"), "stop c1");
    assert.equal(exit(model, "a"), "");
    assert.equal(look(model), "a1 restarting 0, b1 restarting 0, c1 stopping");
    assert.equal(exit(model, "c", "failed"), "");
    assert.equal(say(model.turn()), "start a2");
  });

  test("otp 78 · one-for-all: a temporary sibling taken along is forgotten, a stopped one comes back", () => {
    const model = running([child("a"), child("b", { restart: "temporary" }), child("c")], { strategy: "one-for-all" });
    assert.equal(say(model.stopChild("c")), "stop c1");
    assert.equal(exit(model, "c", "shutdown"), "1:ok");
    assert.equal(exit(model, "a"), "stop b1");
    assert.equal(exit(model, "b", "shutdown"), "");
    assert.equal(look(model), "a1 restarting 0, c1 waiting");
    model.turn();
    assert.equal(ready(model, "a"), "start c2");
  });

  test("otp 41, 87 · rest-for-one: the later ones stop in reverse and come back in order, the earlier one stays", () => {
    const model = running("abcd", { strategy: "rest-for-one" });
    assert.equal(exit(model, "b"), "stop d1");
    assert.equal(exit(model, "d", "shutdown"), "stop c1");
    assert.equal(exit(model, "c", "shutdown"), "");
    assert.equal(say(model.turn()), "start b2");
    assert.equal(ready(model, "b"), "start c2");
    assert.equal(ready(model, "c"), "start d2");
    assert.equal(look(model), "a1 running, b2 running, c2 running, d2 starting");
  });

  test("otp 42, 43 · rest-for-one: the retry starts from the child that failed, and its failures burn the intensity", () => {
    const model = running("ab", { strategy: "rest-for-one", intensity: { restarts: 2, within: 5_000 } });
    exit(model, "a");
    exit(model, "b", "shutdown");
    model.turn();
    assert.equal(ready(model, "a"), "start b2");
    assert.equal(exit(model, "b"), "");
    assert.equal(look(model), "a2 running, b2 restarting 0");
    assert.equal(say(model.turn()), "start b3");
    assert.equal(exit(model, "b"), "stop a2");
    assert.equal(exit(model, "a", "shutdown"), "down gave-up intensity b");
  });

  test("otp 56 · one-for-all over three: a failure brings back all, the one stopped by hand too, with its transient type", () => {
    const model = running([child("a", { restart: "transient" }), child("b"), child("c")], { strategy: "one-for-all" });
    model.stopChild("a");
    exit(model, "a", "shutdown");
    assert.equal(exit(model, "c"), "stop b1");
    exit(model, "b", "shutdown");
    assert.equal(say(model.turn()), "start a2");
    assert.equal(ready(model, "a"), "start b2");
    assert.equal(ready(model, "b"), "start c2");
  });

  test("custom: the verdict that came with the exit names the siblings", () => {
    const model = running("abc", { strategy: "custom" });
    assert.equal(exit(model, "b", "failed", ["a"]), "stop a1");
    exit(model, "a", "shutdown");
    assert.equal(look(model), "a1 waiting, b1 restarting 0, c1 running");
  });

  test("a failure that joins two rounds makes them one", () => {
    const model = running("abc", { strategy: "custom" });
    exit(model, "a", "failed");
    exit(model, "b", "failed");
    assert.equal(exit(model, "c", "failed", ["a", "b"]), "");
    assert.equal(say(model.turn()), "start a2");
    assert.equal(ready(model, "a"), "start b2");
  });
});

suite("exits", () => {
  test("otp 45-54 · permanent always, transient after an abnormal exit, temporary never and forgotten", () => {
    const kinds: ExitKind[] = ["normal", "shutdown", "failed", "killed"];
    const outcome = (restart: ChildConfig["restart"], kind: ExitKind): string => {
      const model = running([child("a", { restart })]);
      exit(model, "a", kind);
      return look(model);
    };
    for (const kind of kinds) assert.equal(outcome("permanent", kind), "a1 restarting 0");
    for (const kind of kinds) assert.equal(outcome("temporary", kind), "");
    assert.deepEqual(
      kinds.map((kind) => outcome("transient", kind)),
      ["a1 stopped", "a1 stopped", "a1 restarting 0", "a1 restarting 0"],
    );
  });

  test("a fatal exit makes the supervisor give up at once, whatever the restart type", () => {
    const model = running([child("a"), child("b", { restart: "temporary" })]);
    assert.equal(exit(model, "b", "fatal"), "stop a1");
    assert.equal(exit(model, "a", "shutdown"), "down gave-up fatal b");
  });

  test("a condemned incarnation is asked to stop, and however it then ends it has failed", () => {
    const model = running([child("a", { restart: "transient" })]);
    assert.equal(say(model.condemned("a", 1)), "stop a1");
    assert.equal(exit(model, "a", "normal"), "");
    assert.equal(look(model), "a1 restarting 0");
  });

  test("news of a former incarnation changes nothing and is counted", () => {
    const model = running("a");
    exit(model, "a");
    model.turn();
    const before = look(model);
    assert.equal(say(model.ready("a", 1)) + say(model.exited("a", 1, "fatal")) + say(model.condemned("a", 1)), "");
    assert.equal(look(model), before);
    assert.equal(model.dropped, 3);
  });
});

suite("significant children", () => {
  const significant = { significant: true, restart: "temporary" } as const;

  test("otp 59 · any-significant: an exit of its own ends the supervisor, a stop by command does not", () => {
    const options = { autoShutdown: "any-significant" } as const;
    for (const kind of ["normal", "failed", "killed"] as const) {
      const model = running([child("a", significant), child("b")], options);
      assert.equal(exit(model, "a", kind), "stop b1");
      assert.equal(exit(model, "b", "shutdown"), "down shutdown auto-shutdown a");
    }
    const model = running([child("a", significant), child("b")], options);
    model.stopChild("a");
    assert.equal(exit(model, "a", "shutdown"), "1:ok");
    assert.equal(look(model), "b1 running");
  });

  test("otp 59 · all-significant: the last one ends the supervisor", () => {
    const model = running([child("a", significant), child("b", significant), child("c")], { autoShutdown: "all-significant" });
    assert.equal(exit(model, "a"), "");
    assert.equal(exit(model, "b", "normal"), "stop c1");
  });

  test("otp 60, 62 · a significant transient child that is restarted or taken along does not end the supervisor", () => {
    const model = running([child("a"), child("b", { significant: true, restart: "transient" })], {
      autoShutdown: "any-significant",
      strategy: "one-for-all",
    });
    assert.equal(exit(model, "a"), "stop b1");
    assert.equal(exit(model, "b", "normal"), "");
    model.turn();
    ready(model, "a");
    ready(model, "b");
    assert.equal(exit(model, "b", "failed"), "stop a2");
    assert.equal(model.snapshot().phase, "up");
  });
});

suite("backoff, budget, quarantine", () => {
  const backoff = { first: 0, initial: 100, factor: 2, max: 300, jitter: 0, resetAfter: 1_000 } as const;

  test("the first restart comes at once, later waits grow to the maximum, and a healthy spell begins anew", () => {
    const model = running([child("a", { backoff })], { intensity: { restarts: 1, within: 60_000 } });
    const waits: number[] = [];
    for (let failure = 0; failure < 5; failure += 1) {
      exit(model, "a");
      waits.push((model.snapshot().children[0]?.due ?? NaN) - model.now);
      model.turn();
      model.advanceTo(model.nextDue() ?? model.now);
      ready(model, "a");
    }
    assert.deepEqual(waits, [0, 100, 200, 300, 300]);
    model.advanceTo(model.now + 1_000);
    assert.equal(exit(model, "a"), "down gave-up intensity a");
  });

  test("a restart that waited does not spend the intensity", () => {
    const model = running([child("a", { backoff: { ...backoff, first: 50 } })], { intensity: { restarts: 0, within: 5_000 } });
    exit(model, "a");
    assert.equal(say(model.turn()), "");
    assert.equal(say(model.advanceTo(50)), "start a2");
  });

  test("rest-for-one: the siblings wait with the child, and a second failure joins the round until the later due time", () => {
    const slow = { ...backoff, first: 500 };
    const model = running([child("a", { backoff }), child("b", { backoff: slow }), child("c")], { strategy: "rest-for-one" });
    exit(model, "b");
    exit(model, "c", "shutdown");
    assert.equal(exit(model, "a"), "");
    assert.equal(look(model), "a1 restarting 0, b1 restarting 500, c1 waiting");
    assert.equal(say(model.turn()), "");
    assert.equal(say(model.advanceTo(500)), "start a2");
    assert.equal(ready(model, "a"), "start b2");
  });

  test("stopping the child that is waited for lets the round go on without it", () => {
    const model = running([child("a"), child("b", { backoff: { ...backoff, first: 500 } })], { strategy: "one-for-all" });
    exit(model, "b");
    exit(model, "a", "shutdown");
    model.turn();
    assert.equal(say(model.stopChild("b")), "1:ok");
    assert.equal(say(model.turn()), "start a2");
    assert.equal(look(model), "a2 starting, b1 stopped");
  });

  const budget = { restarts: 1, within: 5_000 };
  function spent(options: Partial<ChildConfig>, strategy: ModelConfig["strategy"] = "one-for-one"): Model {
    const model = running([child("a"), child("b", { budget, ...options })], { strategy });
    exit(model, "b");
    model.turn();
    ready(model, "b");
    return model;
  }

  test("a spent budget escalates by default: the supervisor gives up", () => {
    const model = spent({});
    assert.equal(exit(model, "b"), "stop a1");
    assert.equal(exit(model, "a", "shutdown"), "down gave-up budget b");
  });

  test("onExhausted stop: the child stays stopped and nobody else is concerned", () => {
    const model = spent({ onExhausted: "stop" });
    assert.equal(exit(model, "b"), "");
    assert.equal(look(model), "a1 running, b2 stopped");
  });

  test("quarantine parks the child until a command revives it, with a new budget", () => {
    const model = spent({ onExhausted: "quarantine" });
    exit(model, "b");
    assert.equal(look(model), "a1 running, b2 quarantined");
    assert.equal(model.nextDue(), undefined);
    assert.equal(say(model.advanceTo(100)), "");
    assert.equal(say(model.reviveChild("a")), "1:NOT_QUARANTINED");
    assert.equal(say(model.reviveChild("b")), "2:ok");
    assert.equal(say(model.turn()), "start b3");
    ready(model, "b");
    exit(model, "b");
    assert.equal(look(model), "a1 running, b3 restarting 100");
  });

  test("quarantine ends by its cool-down, and siblings of the round wait with it", () => {
    const quarantined = { onExhausted: "quarantine", budget: { restarts: 0, within: 5_000 }, coolDown: 700 } as const;
    const model = running([child("a"), child("b", quarantined)], { strategy: "one-for-all" });
    assert.equal(exit(model, "b"), "stop a1");
    exit(model, "a", "shutdown");
    assert.equal(look(model), "a1 waiting, b1 quarantined 700");
    assert.equal(model.nextDue(), 700);
    assert.equal(say(model.advanceTo(700)), "start a2");
    assert.equal(ready(model, "a"), "start b2");
  });
});

suite("commands", () => {
  test("otp 23 · startChild, stopChild, restartChild, deleteChild answer as OTP's do", () => {
    const model = running("a");
    assert.equal(say(model.startChild(child("a"))), "1:ALREADY_STARTED");
    assert.equal(say(model.restartChild("a")), "2:RUNNING");
    assert.equal(say(model.deleteChild("a")), "3:RUNNING");
    assert.equal(say(model.stopChild("a")), "stop a1");
    assert.equal(exit(model, "a", "shutdown"), "4:ok");
    assert.equal(say(model.stopChild("a")), "5:ok");
    assert.equal(say(model.startChild(child("a"))), "6:ALREADY_PRESENT");
    assert.equal(say(model.restartChild("a")), "start a2");
    assert.equal(ready(model, "a"), "7:ok");
    model.stopChild("a");
    exit(model, "a", "shutdown");
    assert.equal(say(model.deleteChild("a")), "9:ok");
    for (const command of ["stopChild", "restartChild", "deleteChild", "reviveChild"] as const) {
      assert.match(say(model.apply({ type: command, id: "a" })), /NOT_FOUND$/);
    }
  });

  test("otp 10, 11 · a start by command that fails is forgotten, a restart by command stays stopped", () => {
    const model = running("a");
    assert.equal(say(model.startChild(child("b"))), "start b1");
    assert.equal(exit(model, "b"), "1:START_FAILED");
    assert.equal(look(model), "a1 running");
    model.stopChild("a");
    exit(model, "a", "shutdown");
    model.restartChild("a");
    assert.equal(exit(model, "a"), "3:START_FAILED");
    assert.equal(look(model), "a2 stopped");
  });

  test("otp 80 · while restarts keep failing commands are answered, and stopChild cancels them", () => {
    const model = running("a", { intensity: { restarts: 9, within: 5_000 } });
    exit(model, "a");
    assert.equal(say(model.startChild(child("a"))), "1:ALREADY_PRESENT");
    assert.equal(say(model.restartChild("a")), "2:RESTARTING");
    assert.equal(say(model.deleteChild("a")), "3:RESTARTING");
    model.turn();
    exit(model, "a");
    assert.equal(say(model.stopChild("a")), "4:ok");
    assert.equal(say(model.turn()), "");
    assert.equal(say(model.restartChild("a")), "start a3");
    assert.equal(ready(model, "a"), "5:ok");
    exit(model, "a");
    assert.equal(say(model.stop()), "down shutdown stopped");
  });

  test("otp 81 · rest-for-one: the earlier runs and the later waits while the middle one keeps failing; a cancel frees the later", () => {
    const model = running("abc", { strategy: "rest-for-one", intensity: { restarts: 9, within: 5_000 } });
    exit(model, "b");
    exit(model, "c", "shutdown");
    model.turn();
    exit(model, "b");
    assert.equal(look(model), "a1 running, b2 restarting 0, c1 waiting");
    assert.equal(say(model.restartChild("c")), "1:RESTARTING");
    assert.equal(say(model.stopChild("b")), "2:ok");
    assert.equal(say(model.turn()), "start c2");
    assert.equal(look(model), "a1 running, b2 stopped, c2 starting");
  });

  test("a child being stopped by command that a round takes along comes back with it", () => {
    const model = running("ab", { strategy: "one-for-all" });
    model.stopChild("b");
    assert.equal(exit(model, "a"), "");
    assert.equal(exit(model, "b", "shutdown"), "1:ok");
    assert.equal(look(model), "a1 restarting 0, b1 waiting");
  });

  test("stopping a member that the round has asked to stop leaves it stopped", () => {
    const model = running("ab", { strategy: "one-for-all" });
    assert.equal(exit(model, "a"), "stop b1");
    assert.equal(say(model.stopChild("b")), "");
    assert.equal(say(model.turn()), "start a2");
    assert.equal(exit(model, "b", "shutdown"), "1:ok");
    assert.equal(look(model), "a2 starting, b1 stopped");
  });

  test("otp 24, 82 · dynamic: a child stopped, also in its restart, is forgotten; maxChildren counts those restarting", () => {
    const model = running([], { dynamic: true, maxChildren: 2 });
    for (const id of ["a", "b"]) {
      model.startChild(child(id));
      ready(model, id);
    }
    exit(model, "a");
    assert.equal(say(model.startChild(child("c"))), "3:MAX_CHILDREN");
    assert.equal(say(model.stopChild("a")), "4:ok");
    assert.equal(say(model.startChild(child("c"))), "start c1");
    assert.equal(look(model), "b1 running, c1 starting");
  });
});

suite("stopping", () => {
  test("otp 17, 19, 87 · one after another in reverse; one that overruns is killed, a brutal one at once", () => {
    const model = running([child("a"), child("b", { shutdown: 1_000 }), child("c", { shutdown: "brutal" })]);
    assert.equal(say(model.stop()), "kill c1");
    assert.equal(exit(model, "c", "killed"), "stop b1");
    assert.equal(say(model.advanceTo(1_000)), "kill b1");
    assert.equal(model.nextDue(), undefined);
    assert.equal(exit(model, "b", "killed"), "stop a1");
    assert.equal(exit(model, "a", "shutdown"), "down shutdown stopped");
  });

  test("otp 36 · dynamic children are asked all together", () => {
    const model = running([], { dynamic: true });
    for (const id of ["a", "b"]) {
      model.startChild(child(id));
      ready(model, id);
    }
    assert.equal(say(model.stop()), "stop b1, stop a1");
  });

  test("otp 21 · children that end by themselves while others are stopped are not restarted", () => {
    const model = running("abc");
    assert.equal(say(model.stop()), "stop c1");
    assert.equal(exit(model, "b", "failed"), "");
    assert.equal(exit(model, "c", "shutdown"), "stop a1");
    assert.equal(exit(model, "a", "normal"), "down shutdown stopped");
  });

  test("a stop in the middle of the boot ends it, and open starts are answered", () => {
    const model = supervisor("ab");
    model.boot();
    model.startChild(child("c"));
    assert.equal(say(model.stop()), "1:NOT_RUNNING, stop c1");
    assert.equal(say(model.stop()), "");
    assert.equal(exit(model, "c", "shutdown"), "stop a1");
    assert.equal(exit(model, "a", "shutdown"), "down shutdown stopped");
    assert.equal(look(model), "a1 stopped, b0 stopped, c1 stopped");
    assert.equal(say(model.startChild(child("d"))), "2:NOT_RUNNING");
  });

  test("a stop in the middle of a round drops it", () => {
    const model = running("abc", { strategy: "one-for-all" });
    assert.equal(exit(model, "b"), "stop c1");
    assert.equal(say(model.stop()), "");
    assert.equal(exit(model, "c", "shutdown"), "stop a1");
    assert.equal(exit(model, "a", "shutdown"), "down shutdown stopped");
  });

  test("a start that was asked to stop and then answers ignore has ended", () => {
    const model = supervisor("ab");
    model.boot();
    ready(model, "a");
    assert.equal(say(model.stop()), "stop b1");
    assert.equal(say(model.ignored("b", 1)), "stop a1");
  });

  test("kill takes all living children at once, also in the middle of a stop", () => {
    const model = running("abc");
    model.stop();
    assert.equal(say(model.kill()), "kill c1, kill b1, kill a1");
    for (const id of ["a", "b"]) exit(model, id, "killed");
    assert.equal(exit(model, "c", "killed"), "down killed killed");
  });
});

suite("random lives", () => {
  const seen = new Set<string>();
  const params = { seed: 7, numRuns: 3_000 };

  test("no child starts once the supervisor stops, each one that is alive ends, and so does the supervisor", () => {
    fc.assert(
      fc.property(life(80), ({ config, steps }) => {
        const model = new Model(config);
        const alive = new Map<string, number>();
        let ending = false;
        const watch = (actions: readonly Action[]): void => {
          const { phase, children } = model.snapshot();
          for (const action of actions) {
            seen.add(action.type === "answer" ? action.answer : action.type === "down" ? action.why : action.type);
            if (action.type !== "start") continue;
            assert.ok(!alive.has(action.id), `${action.id} has two incarnations at once`);
            alive.set(action.id, action.incarnation);
          }
          for (const one of children) seen.add(one.state);
          const living = children.filter((one) => ["starting", "running", "stopping"].includes(one.state)).map((one) => one.id);
          assert.deepEqual(living.toSorted(), [...alive.keys()].toSorted());
          if (ending) assert.ok(!actions.some(({ type }) => type === "start" || type === "up"));
          ending = phase === "stopping" || phase === "down";
        };
        watch(model.boot());
        for (const step of steps) {
          const input = inputOf(step, model);
          if (input === undefined) continue;
          if ((input.type === "exited" || input.type === "ignored") && alive.get(input.id) === input.incarnation)
            alive.delete(input.id);
          watch(model.apply(input));
        }
        watch(model.stop());
        for (const [id, number] of [...alive].toReversed()) {
          alive.delete(id);
          watch(model.exited(id, number, "shutdown"));
        }
        assert.equal(model.snapshot().phase, "down");
      }),
      params,
    );
  });

  test("they meet every state, every answer and every ending", () => {
    const wanted = [
      ...["waiting", "starting", "running", "stopping", "restarting", "quarantined", "stopped"],
      ...["ok", "ignored", "ALREADY_STARTED", "ALREADY_PRESENT", "MAX_CHILDREN", "NOT_FOUND", "NOT_QUARANTINED"],
      ...["NOT_RUNNING", "RESTARTING", "RUNNING", "START_FAILED"],
      ...["stopped", "auto-shutdown", "start-failed", "intensity", "budget", "fatal", "killed"],
      ...["start", "stop", "kill", "up"],
    ];
    assert.deepEqual(
      wanted.filter((word) => !seen.has(word)),
      [],
    );
  });
});
