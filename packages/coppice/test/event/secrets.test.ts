import assert from "node:assert/strict";
import { test } from "node:test";
import type { AnyEvent } from "../../src/event/event.ts";
import { EventBus } from "../../src/event/event-bus.ts";
import { Secrets } from "../../src/event/secrets.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";

type Keys = readonly (string | RegExp)[];

/** What listeners are told of the data of each event, on one bus. */
function told(secrets: Keys, ...datas: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown>[] {
  const bus = new EventBus(virtualRuntime(), { secrets });
  const events: AnyEvent[] = [];
  bus.subscribe((event) => events.push(event));
  for (const data of datas) bus.emit("a.b", "info", "shop", undefined, data);
  bus.close();
  return events.map(({ seq: _seq, at: _at, wall: _wall, severity: _severity, path: _path, type: _type, ...data }) => data);
}

test("what stands under a secret key is masked at every depth, whatever it is", () => {
  const data = { token: "abc", user: "ann", deep: [{ Password: { salt: 1 }, port: 1 }], PASSWORD: 5 };
  assert.deepEqual(told(["password", "token"], data), [
    { token: "***", user: "ann", deep: [{ Password: "***", port: 1 }], PASSWORD: "***" },
  ]);
});

test("a name is a whole key, a pattern matches where it matches, each time", () => {
  const data = { token: 1, tokens: 2, apiKey: 3, otherKey: 5, finalKey: 6 };
  const masked = { token: "***", tokens: 2, apiKey: "***", otherKey: "***", finalKey: "***" };
  assert.deepEqual(told(["token", /Key$/g], data, data), [masked, masked]);
});

test("in texts, what follows a secret key is masked", () => {
  const secrets = new Secrets(["password", "authorization", "token"]);
  const cases: readonly (readonly [string, string])[] = [
    ["password=hunter2 refused", "password=*** refused"],
    ["Error: password: hunter2, host: db", "Error: password: ***, host: db"],
    ['{"user":"ann","password":"hun ter2","port":1}', '{"user":"ann","password":***,"port":1}'],
    ['{\\"password\\":\\"hunter2\\",\\"port\\":1}', '{\\"password\\":***,\\"port\\":1}'],
    ["{ user: 'ann', password: 'hun ter2' }", "{ user: 'ann', password: *** }"],
    ["Map(1) { 'password' => 'hunter2' }", "Map(1) { 'password' => *** }"],
    ["postgres://db/shop?user=ann&password=hunter2&ssl=1", "postgres://db/shop?user=ann&password=***&ssl=1"],
    ["psql --password=hunter2 --port=1", "psql --password=*** --port=1"],
    ["db.password = hunter2", "db.password = ***"],
    ["Authorization: Bearer abc.def-ghi\nHost: db", "Authorization: ***\nHost: db"],
    ["token: [1, 2] token: {a: 1} end", "token: *** token: *** end"],
    ['cut off: password="hun ter', "cut off: password=***"],
    ["a password was given", "a password was given"],
    ["mypassword=open", "mypassword=open"],
    ["password=", "password="],
    ['password="token=abc" user=ann', "password=*** user=ann"],
    ["x".repeat(70) + ".password=abc", "x".repeat(70) + ".password=***"],
  ];
  for (const [text, masked] of cases) assert.equal(secrets.mask(text), masked);
});

test("a pattern covers keys in texts too", () => {
  assert.equal(new Secrets([/^x-api-/i]).mask("X-Api-Key: abc; x-other: def"), "X-Api-Key: ***; x-other: def");
});

test("a text that repeats a secret value of its event is masked, also when it comes first", () => {
  const data = {
    error: { message: "cannot log in with hunter2!", stack: "Error: hunter2!\n at hunter2!" },
    options: { password: "hunter2!" },
  };
  assert.deepEqual(told(["password"], data), [
    { error: { message: "cannot log in with ***", stack: "Error: ***\n at ***" }, options: { password: "***" } },
  ]);
});

test("a text that repeats a secret value of an earlier event is masked, of two the longer first", () => {
  const first = { options: { token: "abcdef", keys: { token: ["abcdefghi"] } } };
  assert.deepEqual(told(["token"], first, { message: "bad abcdefghi, abcdef" })[1], { message: "bad ***, ***" });
});

test("a secret value is found behind many other data, and in data that contain themselves", () => {
  const circle: Record<string, unknown> = {};
  circle["one"] = circle;
  circle["other"] = circle;
  const crowd = Array.from({ length: 40 }, () => ({ a: [] }));
  const [data] = told(["password"], { text: "hunter2!", crowd, options: { password: "hunter2!" }, circle });
  assert.partialDeepStrictEqual(data, { text: "***", circle: { one: "[circular]", other: "[circular]" } });
});

test("a secret value of less than six characters is masked under its key only", () => {
  assert.deepEqual(told(["pin"], { pin: "shop", message: "the shop is open" }), [{ pin: "***", message: "the shop is open" }]);
});

test("the last 256 secret values are remembered", () => {
  const values = Array.from({ length: 258 }, (_, index) => ({ token: `value-${index}` }));
  const [first = {}, ...others] = values;
  // The first is seen again just before it would be forgotten.
  const events = told(["token"], first, ...others.slice(0, 255), first, ...others.slice(255), {
    text: "value-0, value-1, value-2, value-3, value-257,",
  });
  assert.deepEqual(events.at(-1), { text: "***, value-1, value-2, ***, ***," });
});

test("a secret is masked in a text that is cut, also at the cut", () => {
  const filler = "x".repeat(2_040);
  const [data = {}] = told(["password"], {
    long: `${filler} password='hun ter2' ${filler}`,
    other: `${filler} hunter2!`,
    password: "hunter2!",
  });
  assert.doesNotMatch(JSON.stringify(data), /hun/);
});

test("masking takes a time that grows with the text, not faster", () => {
  const secrets = new Secrets(["password"]);
  const texts = [
    "a".repeat(60_000),
    "a-".repeat(30_000),
    "a.".repeat(30_000),
    'a="'.repeat(20_000),
    "password='\\".repeat(6_000),
    ":".repeat(60_000),
  ];
  const begun = performance.now();
  for (const text of texts) secrets.mask(text);
  // Quadratic would be minutes.
  assert.ok(performance.now() - begun < 2_000);
});

test("of a text of more than 65,536 characters, only those are looked at, and the rest is left out", () => {
  assert.equal(new Secrets(["password"]).mask("x".repeat(70_000)).length, 65_536);
});

test("the bus's own report is masked too", () => {
  const bus = new EventBus(virtualRuntime(), { secrets: ["password"], history: true });
  bus.subscribe(() => {
    throw new Error("password=hunter2");
  });
  bus.emit("a.b", "info", "shop");
  bus.flush();
  assert.doesNotMatch(JSON.stringify(bus.history?.snapshot()), /hunter2/);
});
