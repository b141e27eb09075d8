import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, type ActorContext, dynamicSupervisor, type ProtocolOf, registry, supervisor, task } from "coppice";
import { outcome } from "../support/actors.ts";
import { grow, watch } from "../support/grown-tree.ts";

const names = registry("names");
const many = registry("many", { keys: "duplicate" });

interface Script {
  readonly receive: {
    readonly do: (message: { readonly call: (ctx: ActorContext) => unknown }) => unknown;
    readonly note: (message: { readonly what: unknown }) => void;
  };
}

/** An actor that does what a message says, and begins with a call of its own. */
function scripted<const Id extends string>(
  id: Id,
  noted: unknown[] = [],
  started: (ctx: ActorContext) => unknown = () => undefined,
) {
  return actor(
    id,
    (ctx: ActorContext): Script & { started(): void } => ({
      started: () => void started(ctx),
      receive: {
        do: ({ call }) => call(ctx),
        note: ({ what }) => void noted.push(`${id} ${String(what)}`),
      },
    }),
    { backoff: { first: "10s", initial: "10s", jitter: 0 } },
  );
}

type Its = ProtocolOf<ReturnType<typeof scripted>>;

test("a name leads to the actor that registered it, with what was said of it", async () => {
  const noted: unknown[] = [];
  const one = scripted("one", noted, (ctx) => ctx.use(names).register(ctx, "alice", { since: 3 }));
  const { app, runtime } = await grow(supervisor("root", [names, one]));
  const known = app.use(names.of<Its, { readonly since: number }>());
  assert.equal(known.lookup("alice")?.path, "root/one");
  assert.deepEqual(
    known.lookupAll("alice").map(({ key, ref, meta }) => [key, ref.path, meta?.since]),
    [["alice", "root/one", 3]],
  );
  assert.deepEqual([known.keys(), known.keysOf(app.ref(one)), known.lookup("bob")], [["alice"], ["alice"], undefined]);
  known.via("alice").tell({ type: "note", what: 1 });
  await runtime.settle();
  assert.deepEqual(noted, ["one 1"]);
});

test("a unique name is one actor's: the next one is refused, and told who has it", async () => {
  const [one, two] = [scripted("one"), scripted("two")];
  const { app } = await grow(supervisor("root", [names, one, two]));
  const known = app.use(names);
  known.register(app.ref(one), "alice");
  assert.throws(() => known.register(app.ref(two), "alice"), {
    code: "ALREADY_REGISTERED",
    message: /^root\/two cannot have the name "alice" in root\/names: root\/one has it\./,
    details: { path: "root/names", key: "alice", holder: "root/one" },
  });
  assert.equal(known.unregister(app.ref(two), "alice"), false);
  assert.equal(known.unregister(app.ref(one), "alice"), true);
  known.register(app.ref(two), "alice", 1);
  known.register(app.ref(two), "alice", 2);
  assert.deepEqual(
    known.lookupAll("alice").map(({ ref, meta }) => [ref.path, meta]),
    [["root/two", 2]],
  );
});

test("a duplicate name is all of theirs, in the order in which they came; a message can go to all", async () => {
  const noted: unknown[] = [];
  const [one, two] = [scripted("one", noted), scripted("two", noted)];
  const { app, runtime } = await grow(supervisor("root", [many, one, two]));
  const known = app.use(many.of<Its>());
  for (const spec of [two, one]) known.register(app.ref(spec), "room");
  assert.deepEqual(
    known.lookupAll("room").map(({ ref }) => ref.path),
    ["root/two", "root/one"],
  );
  assert.equal(known.lookup("room")?.path, "root/two");
  assert.equal(known.dispatch("room", { type: "note", what: 1 }), 2);
  assert.equal(known.dispatch("cellar", { type: "note", what: 2 }), 0);
  await runtime.settle();
  assert.deepEqual(noted, ["two 1", "one 1"]);
  assert.deepEqual(app.deadLetters, { "no-name": 1 });
});

test("a name registered by a context ends with the incarnation, and the next one registers anew", async () => {
  const one = scripted("one", [], (ctx) => ctx.use(names).register(ctx, "alice", ctx.incarnation));
  const { app, runtime, events } = await grow(supervisor("root", [names, one]));
  const known = app.use(names);
  const failed = outcome(app.ref(one).ask({ type: "do", call: () => Promise.reject(new Error("broken")) }));
  await runtime.settle();
  assert.equal(await failed, "ACTOR_FAILED");
  assert.equal(known.lookup("alice"), undefined);
  await runtime.advance("10s");
  assert.deepEqual(
    known.lookupAll("alice").map(({ meta }) => meta),
    [2],
  );
  assert.deepEqual(
    events.flatMap((event) => (event.type === "registry.unregistered" ? [[event.path, event.key, event.holder, event.why]] : [])),
    [["root/names", "alice", "root/one", "ended"]],
  );
});

test("a name registered by a ref lasts across restarts, and what is told meanwhile waits; gone from the tree, it is gone", async () => {
  const noted: unknown[] = [];
  const one = scripted("one", noted);
  const { app, runtime } = await grow(supervisor("root", [names, one]));
  const known = app.use(names.of<Its>());
  known.register(app.ref(one), "alice");
  app.ref(one).tell({ type: "do", call: () => Promise.reject(new Error("broken")) });
  await runtime.settle();
  known.via("alice").tell({ type: "note", what: "meanwhile" });
  await runtime.advance("10s");
  assert.deepEqual(noted, ["one meanwhile"]);
  await app.stopChild("one");
  assert.equal(known.lookup("alice")?.path, "root/one", "it may be started again");
  await app.deleteChild("one");
  assert.deepEqual([known.lookup("alice"), known.keys()], [undefined, []]);
});

test("an instance of a dynamic supervisor loses its name when it is forgotten; those nobody looks up are forgotten too", async () => {
  const rooms = dynamicSupervisor("rooms");
  const { app, told } = await grow(supervisor("root", [names, rooms]));
  const known = app.use(names);
  for (let at = 0; at < 64; at += 1) {
    await app.child("rooms").startChild(scripted(`room-${at}`));
    known.register(app.refAt(`root/rooms/room-${at}`), `room-${at}`);
    await app.child("rooms").stopChild(`room-${at}`);
  }
  assert.equal(told("registry.unregistered").length, 63, "the sweep came, and left the one that was just registered");
});

test("the address of a name: nobody there is a dead letter, or NOT_FOUND; it follows the name to another actor", async () => {
  const noted: unknown[] = [];
  const [one, two] = [scripted("one", noted), scripted("two", noted)];
  const { app, runtime } = await grow(supervisor("root", [names, one, two]));
  const known = app.use(names.of<Its>());
  const alice = known.via("alice");
  assert.equal(alice.isThere, false);
  alice.tell({ type: "note", what: 0 });
  assert.equal(await outcome(alice.send({ type: "note", what: 0 })), "NOT_FOUND");
  assert.equal(await outcome(alice.ask({ type: "note", what: 0 })), "NOT_FOUND");
  assert.deepEqual(app.deadLetters, { "no-name": 1 });
  const giveUp = known.register(app.ref(one), "alice");
  await alice.send({ type: "note", what: 1 });
  giveUp();
  known.register(app.ref(two), "alice");
  await alice.ask({ type: "note", what: 2 });
  await runtime.settle();
  assert.deepEqual(noted, ["one 1", "two 2"]);
  assert.equal(String(alice), "root/names: alice");
});

test("what goes with a message goes with it to the one who has the name", async () => {
  const seen: unknown[] = [];
  const desk = actor("desk", (ctx) => ({ receive: { note: () => void seen.push(ctx.envelope.correlationId) } }));
  const { app, runtime } = await grow(supervisor("root", [names, desk]));
  const known = app.use(names.of<ProtocolOf<typeof desk>>());
  known.register(app.ref(desk), "desk");
  known.via("desk").tell({ type: "note" }, { correlationId: "seven" });
  await known.via("desk").send({ type: "note" }, { correlationId: "eight" });
  await runtime.settle();
  assert.deepEqual(seen, ["seven", "eight"]);
});

test("a registry that is restarted still knows the names; one that was stopped forgets them and refuses", async () => {
  const [one, two] = [scripted("one", [], (ctx) => ctx.use(names).register(ctx, "alice")), scripted("two")];
  const { app } = await grow(supervisor("root", [names, one, two]));
  const known = app.use(names);
  await app.stopChild("names");
  assert.throws(() => app.use(names), { code: "NOT_RUNNING" });
  assert.throws(() => known.register(app.ref(two), "bob"), { code: "NOT_RUNNING", message: /root\/names does not run/ });
  assert.deepEqual(known.keys(), []);
  await app.restartChild("names");
  assert.equal(app.use(names), known);
  known.register(app.ref(two), "alice");
});

test("one-for-all: the names of those who come back are there again", async () => {
  const one = scripted("one", [], (ctx) => ctx.use(names).register(ctx, "alice"));
  const lasting = scripted("lasting");
  const { app, runtime } = await grow(supervisor("root", { strategy: "one-for-all" }, [names, one, lasting]));
  const known = app.use(names);
  known.register(app.ref(lasting), "bob");
  app.ref(one).tell({ type: "do", call: () => Promise.reject(new Error("broken")) });
  await runtime.advance("1m");
  assert.equal(app.use(names), known);
  assert.deepEqual(known.keys().toSorted(), ["alice", "bob"]);
});

test("bad input: a key that is none, somebody who takes no messages, an incarnation that is over", async () => {
  const contexts: ActorContext[] = [];
  const one = scripted("one", [], (ctx) => contexts.push(ctx));
  const errors: unknown[] = [];
  const worker = task("worker", async (ctx) => {
    try {
      ctx.use(names).register(ctx, "alice");
    } catch (error) {
      errors.push(error);
    }
  });
  const { app } = await grow(supervisor("root", [names, one, worker]));
  const known = app.use(names);
  const ref = app.ref(one);
  for (const key of ["", 7, undefined, null, {}]) {
    assert.throws(() => known.register(ref, key as string), { code: "BAD_OPTION", message: /the key is .*expected a text/ });
  }
  assert.throws(() => known.via(""), { code: "BAD_OPTION" });
  assert.throws(() => known.register("root/one" as never, "alice"), {
    code: "BAD_OPTION",
    message: /was given 'root\/one': expected an actor's address, or the context of one\./,
  });
  assert.equal((errors[0] as { readonly code: string }).code, "UNSUPPORTED");
  assert.match(String(errors[0]), /the context of root\/worker, a task: expected an actor/);
  await app.stopChild("one");
  assert.throws(() => known.register(contexts[0] as ActorContext, "alice"), { code: "STALE_INCARNATION" });
  assert.throws(() => registry("names", { keys: "many" as never }), { code: "BAD_OPTION", message: /"unique" or "duplicate"/ });
  assert.throws(() => app.use("names" as never), { code: "BAD_SPEC" });
});

test("a registry can be asked from inside: a message finds who has the name at that moment", async () => {
  const one = scripted("one", [], (ctx) => ctx.use(names).register(ctx, "alice"));
  const two = scripted("two");
  const { app, runtime } = await grow(supervisor("root", [names, one, two]));
  const asked = watch(
    app.ref(two).ask({
      type: "do",
      call: (ctx) =>
        ctx
          .use(names.of<Its>())
          .via("alice")
          .ask({ type: "do", call: (its) => its.path }),
    }),
  );
  await runtime.settle();
  assert.equal(asked.value, "root/one");
});
