import assert from "node:assert/strict";
import { test } from "node:test";
import { Example, LIMIT } from "./example.ts";

const PRINTS: readonly (readonly [name: string, promise: string, printed: string])[] = [
  ["bank.ts", "money is neither lost nor made, whoever crashes when", "200 transfers, many crashes\ntotal: 400\noverdrawn: 0\n"],
  [
    "worker-pool.ts",
    "every job is done at least once, and no more wait than the mailboxes hold",
    "300 of 300 jobs done, many crashes\nnever more than 3 waited for a worker\n",
  ],
  [
    "chat.ts",
    "everybody sees all in order, but the message at which it crashed",
    "everybody saw it in order, and nothing twice\nmissing: only what crashed its reader\nmany crashes\n",
  ],
];

for (const [name, promise, printed] of PRINTS) {
  for (const seed of ["1", "2"]) {
    test(`${name}, seed ${seed}: ${promise}`, LIMIT, async (t) => {
      assert.deepEqual(await new Example(t, name, [seed]).ended, { code: 0, stdout: printed, stderr: "" });
    });
  }
}
