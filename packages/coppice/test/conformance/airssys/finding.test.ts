import assert from "node:assert/strict";
import { test } from "node:test";
import { actor, pool, registry, supervisor, topics } from "coppice";
import { outcome } from "../../support/actors.ts";
import { grow } from "../../support/grown-tree.ts";

function reader<const Id extends string>(id: Id, noted: string[]) {
  return actor(id, {
    receive: {
      note: ({ what }: { readonly what: number }) => {
        noted.push(`${id} ${what}`);
        return `${id} ${what}`;
      },
    },
  });
}

const note = (what: number) => ({ type: "note", what }) as const;

test("airssys A11 · publish, subscribe with patterns and filters, unsubscribe; who is gone is pruned, what nobody gets is a dead letter", async () => {
  const noted: string[] = [];
  const [one, two] = [reader("one", noted), reader("two", noted)];
  const bus = topics("bus", { unrouted: "dead-letter" }).of<Readonly<Record<string, ReturnType<typeof note>>>>();
  const { app, runtime } = await grow(supervisor("root", [bus, one, two]));
  const its = app.use(bus);
  its.subscribe(app.ref(one), "orders.*", { filter: ({ what }) => what > 1 });
  const end = its.subscribe(app.ref(two), "orders.>");
  its.tell("orders.new", note(1));
  its.tell("orders.new", note(2));
  await runtime.settle();
  assert.deepEqual(noted.toSorted(), ["one 2", "two 1", "two 2"]);
  end();
  await app.stopChild("one");
  await app.deleteChild("one");
  assert.equal(its.tell("orders.new", note(3)), 0);
  assert.equal(its.info().subscriptions, 0);
  assert.deepEqual(app.deadLetters, { "no-subscriber": 1 });
});

test("airssys A11 · request and reply over a topic: a reply that comes at once is not lost", async () => {
  const one = reader("one", []);
  const bus = topics("bus").of<Readonly<Record<string, ReturnType<typeof note>>>>();
  const { app } = await grow(supervisor("root", [bus, one]));
  app.use(bus).subscribe(app.ref(one), "questions");
  assert.equal(await app.use(bus).ask("questions", note(1)), "one 1");
  assert.equal(await outcome(app.use(bus).ask("nobody", note(1))), "NO_SUBSCRIBER");
});

test("airssys A13 · a registry by name, each of them unique", async () => {
  const noted: string[] = [];
  const [one, two] = [reader("one", noted), reader("two", noted)];
  const names = registry("names");
  const { app } = await grow(supervisor("root", [names, one, two]));
  app.use(names).register(app.ref(one), "desk");
  assert.equal(app.use(names).lookup("desk")?.path, "root/one");
  assert.throws(() => app.use(names).register(app.ref(two), "desk"), { code: "ALREADY_REGISTERED" });
});

test("airssys A13 · pools: round-robin, random, least-loaded", async () => {
  for (const route of ["round-robin", "random", "least-loaded"] as const) {
    const team = pool("team", (ctx) => ({ receive: { who: () => ctx.id } }), { size: 3, route });
    const { app } = await grow(supervisor("root", [team]));
    const ids = await Promise.all(Array.from({ length: 30 }, () => app.use(team).ask({ type: "who" })));
    assert.equal(new Set(ids).size, 3, route);
    await app.stop();
  }
});
