import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSpecs, dynamicSupervisor, type Kind, type Spec, supervisor, task } from "coppice";
import { checkChild, checkRoot } from "../../src/spec/validation/check-child.ts";
import { supervisorKind } from "../../src/supervisor/supervisor-kind.ts";
import { refusalOf } from "../support/refusal.ts";
import { run } from "./kinds-of-spec.ts";

const KIND: Kind = Object.freeze({ name: "probe", create: () => assert.fail("nothing is to be started") });

/** A spec that no function of the library made. */
function handMade(parts: object = {}): Spec {
  return { id: "probe", kind: KIND, body: undefined, options: {}, ...parts };
}

test("checkSpecs answers nothing for specs that are right", () => {
  assert.equal(checkSpecs([]), undefined);
  assert.equal(checkSpecs([task("a", run), supervisor("b", [task("a", run)]), dynamicSupervisor("c"), handMade()]), undefined);
});

test("checkSpecs throws what is wrong with the first that is wrong", async () => {
  const wrong: readonly (readonly [specs: unknown, code: string, says: RegExp])[] = [
    [undefined, "BAD_SPEC", /^specs: its children are undefined: expected an array/],
    [task("a", run), "BAD_SPEC", /Put it in brackets: \[a\]/],
    [[task("a", run), null, undefined], "BAD_SPEC", /^specs: children\[1\] is null/],
    [[task("a", run), task("a", run)], "DUPLICATE_ID", /"a"/],
    [[handMade({ id: "a b" })], "BAD_ID", /^specs: children\[0\]: the id is 'a b'/],
    [[handMade({ options: { shutdown: -1 } })], "BAD_DURATION", /^specs\/probe: option "shutdown" is -1/],
    [[handMade({ options: { retsart: 1 } })], "BAD_OPTION", /did you mean "restart"/],
    [[task("a", run, { significant: true })], "BAD_COMBINATION", /"significant" and "restart"/],
  ];
  for (const [specs, code, says] of wrong) {
    const error = await refusalOf(() => checkSpecs(specs));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, says);
  }
});

test("checkSpecs holds them against the options of their supervisor, if it is told them", async () => {
  const specs = [task("a", run, { significant: true, restart: "transient" }), task("b", run, { onExhausted: "stop" })];
  assert.equal((await refusalOf(() => checkSpecs(specs))).details["path"], "specs/b");
  assert.equal((await refusalOf(() => checkSpecs(specs, {}))).details["path"], "specs/a");
  checkSpecs(specs, { autoShutdown: "all-significant", defaults: { budget: { restarts: 1, within: "1s" } } });
  assert.equal((await refusalOf(() => checkSpecs([], { autoShutdown: "all" as never }))).code, "BAD_OPTION");
});

test("a spec that no function of the library made is looked at in full where it enters a tree, with all below it", async () => {
  const below = (parts: object): Spec => {
    const options = { defaults: { restart: "transient" } };
    return handMade({
      id: "below",
      kind: supervisorKind,
      options,
      body: { options, children: [handMade(parts)], dynamic: false },
    });
  };
  checkRoot(below({}), "start(spec)");
  supervisor("root", [below({})]);
  const wrong: readonly (readonly [parts: object, code: string, path: string])[] = [
    [{ options: { shutdown: -1 } }, "BAD_DURATION", "root/below/probe"],
    [{ options: { significant: true } }, "BAD_COMBINATION", "root/below/probe"],
    [{ options: { ready: "signal" } }, "BAD_OPTION", "root/below/probe"],
  ];
  for (const [parts, code, path] of wrong) {
    for (const make of [
      (): unknown => supervisor("root", [below(parts)]),
      (): unknown => supervisor("root").withChild(below(parts)),
      (): void => checkChild(below(parts), supervisor("root").body, "root"),
      (): void => checkRoot(supervisor("root", [below(parts)]), "start(spec)"),
    ]) {
      const error = await refusalOf(make);
      assert.equal(error.code, code, error.message);
      assert.equal(error.details["path"], path);
    }
  }
  const noBody = await refusalOf(() => supervisor("root", [handMade({ kind: supervisorKind })]));
  assert.equal(noBody.code, "BAD_SPEC");
  assert.match(noBody.message, /its body is undefined: make it with supervisor/);
});

test("checkChild holds a spec against the supervisor that is to have it, in a running tree by the whole path", async () => {
  const pool = dynamicSupervisor("pool");
  const significant = task("a", run, { significant: true, restart: "transient" });
  const error = await refusalOf(() => checkChild(significant, pool.body, "shop/pool"));
  assert.equal(error.details["path"], "shop/pool/a");
  assert.match(error.message, /but shop\/pool is a dynamic supervisor/);
  checkChild(significant, supervisor("shop", { autoShutdown: "any-significant" }).body, "shop");
  assert.match((await refusalOf(() => checkChild("a", pool.body, "shop/pool"))).message, /^shop\/pool: the spec is 'a'/);
});
