import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { runProgram, told } from "./run-program.ts";

const ended = await runProgram(new URL("fixtures/scenes.ts", import.meta.url));
const scenes: ReadonlyMap<string, unknown> = new Map(told(ended) as readonly [string, unknown][]);

/** What a scene saw is this. */
function shows(promise: string, scene: string, expected: unknown): void {
  test(promise, () => {
    assert.ok(scenes.has(scene), ended.err);
    assert.deepEqual(scenes.get(scene), expected);
  });
}

suite("a stray error is charged to", () => {
  shows("the innermost child of nested supervisors, and to nobody around it", "innermost child", [
    1,
    1,
    "root/outer/inner/leaf failed, stray: leaf",
  ]);
  shows("the child of an inner tree, not to the child of another tree that started that one", "tree inside a child", [
    "inner/leaf failed, stray: leaf",
  ]);
  shows("who caused it, not who owns what it came from", "cause is not ownership", ["root/http failed, stray: pool"]);
  shows("who owns the emitter, where ctx.own says so", "ctx.own", ["root/db failed: pool"]);
  shows("who owns the emitter, and nobody when it fails again: that is late", "ctx.own, and more to come", [
    "root/db failed: query 1",
    "root/db failed late: query 2",
    "root/db failed late: query 3",
  ]);
  shows("who bound the function that throws, or that starts what throws, not to its caller", "ctx.bind", [
    "root/db failed: thrown",
    "root/cache failed, stray: started",
  ]);
  shows("the server whose handler throws, not to the client, also on a connection that is used again", "server and client", [
    "root/web failed, stray: /bad",
  ]);
  shows("the child of its own tree, where there are several", "several trees", [
    ["one/bad failed, stray: one"],
    ["two/bad failed, stray: two"],
  ]);
  shows("the child that is starting: its start has failed", "factory", [
    "START_FAILED",
    "root did not start: root/bad failed: Error: factory",
  ]);
  shows("the child whose hook caused it while it ended", "hooks", ["root/bad failed, stray: hook"]);
  shows("the child whose deferred function left a promise alone", "deferred functions", ["root/bad failed, stray: deferred"]);
  shows("the child whose listener of its own signal throws; the stop goes on", "listener of the signal", [
    "failed",
    "running",
    "root/bad failed, stray: listener",
  ]);
});

suite("a stray error", () => {
  shows("counts as any failure: past its intensity the supervisor gives up", "intensity", [
    "root/weak/bad failed, stray: again",
    "root/weak/bad failed, stray: again",
    "root/weak/bad failed, stray: again",
  ]);
  shows(
    "may be anything: undefined, a symbol, what is frozen, what throws when it is looked at",
    "whatever is thrown",
    "shutdown",
  );
});

suite("a late error is an event, and changes nothing", () => {
  shows("of a child that has ended well", "ended well", ["stopped", 0, "root/brief failed late: late"]);
  shows("of an incarnation that has a successor", "restarted since", [
    "running",
    2,
    "root/twice failed: first",
    "root/twice failed late: late",
  ]);
  shows("of an incarnation that has failed already, and is ending", "once more while it ends", [
    "root/bad failed late: two",
    "root/bad failed late: three",
    "root/bad failed, stray: one",
  ]);
  shows("of an incarnation that was fenced off", "fenced", ["killed", "root/deaf failed late: late"]);
});

suite("what a child leaves behind with its signal is no failure", () => {
  shows("when it was asked to stop", "aborted after a stop", ["shutdown", "shutdown"]);
  shows("when it has ended by itself", "aborted by its own end", ["normal"]);
});

suite("the end of a tree", () => {
  shows("comes after the errors of its last turn: the process lives", "last breath of a tree", "shutdown");

  test("leaves no handler of the process behind", () => {
    const { before, after } = scenes.get("nothing is left") as { readonly before: unknown; readonly after: unknown };
    assert.deepEqual(after, before);
    assert.equal(ended.code, 0);
    assert.equal(ended.err, "");
  });
});
