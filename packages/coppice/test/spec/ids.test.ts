import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, service, type Spec, supervisor, task } from "coppice";
import { refusalOf } from "../support/refusal.ts";
import { Idle, run } from "./kinds-of-spec.ts";

const WORDS: readonly (readonly [where: string, make: (id: string) => Spec])[] = [
  ["task(…)", (id) => task(id, run)],
  ["service(…)", (id) => service(id, Idle)],
  ["supervisor(…)", (id) => supervisor(id)],
  ["dynamicSupervisor(…)", (id) => dynamicSupervisor(id)],
  ["shop/task(…)", (id) => supervisor("shop").withTask(id, run)],
  ["shop/service(…)", (id) => supervisor("shop").withService(id, Idle)],
  ["shop/worker(…)", (id) => supervisor("shop").withWorker(id, Idle)],
];

test("an id is of letters, digits, dash, underscore, dot and colon, and of at most 256 characters", () => {
  for (const id of ["a", "Z", "0", "db-1", "db_1", "v1.2", "a:b", "-", ".", "..", "x".repeat(256)]) {
    for (const [, make] of WORDS) assert.doesNotThrow(() => make(id));
  }
});

test("any other id is refused, with what it was given to and an id that would do", async () => {
  const wrong: readonly (readonly [id: unknown, meant: string | undefined])[] = [
    ["", undefined],
    [" ", undefined],
    ["/", undefined],
    ["a/b", "a-b"],
    ["my pool", "my-pool"],
    [" pool\n", "pool"],
    ["Grünfläche", "Grunflache"],
    ["日本", undefined],
    ["pool🌳1", "pool-1"],
    ["pool\u0000", "pool"],
    ["x".repeat(257), undefined],
    ["a/".repeat(50_000), undefined],
    [10n ** 300n, undefined],
    [7, "7"],
    [7n, "7"],
    [-1.5, "-1.5"],
    [undefined, undefined],
    [null, undefined],
    [["pool"], undefined],
    [{ id: "pool" }, undefined],
    [Symbol("pool"), undefined],
  ];
  for (const [id, meant] of wrong) {
    for (const [where, make] of WORDS) {
      const error = await refusalOf(() => make(id as string));
      assert.equal(error.code, "BAD_ID", String(error));
      assert.ok(error.message.startsWith(`${where}: the id is `), error.message);
      assert.match(
        error.message,
        /expected a text of letters, digits, "-", "_", "\." and ":", not empty, without "\/", and at most 256 characters\./,
      );
      assert.equal(/Did you mean "(.*)"\?$/.exec(error.message)?.[1], meant);
    }
  }
});
