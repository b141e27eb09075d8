import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { virtualRuntime } from "coppice/testing";
import type { FarCommand } from "../../src/link/command-message.ts";
import { type Question, Requests } from "../../src/link/requests.ts";

const QUESTION: Question = { does: "stop", path: "root/sub", child: "one" };

suite("what is asked over a link", () => {
  test("rejects when it cannot be sent, and is not waited for: the end of the link has nothing to settle", async (t) => {
    const unheard: unknown[] = [];
    const hear = (error: unknown): unknown => unheard.push(error);
    process.on("unhandledRejection", hear);
    t.after(() => process.off("unhandledRejection", hear));
    const sent: FarCommand[] = [];
    const refusal = new TypeError("it could not be cloned");
    const requests = new Requests(
      virtualRuntime(),
      (command) => {
        if (command.child === "odd") throw refusal;
        sent.push(command);
      },
      1_000,
    );
    await assert.rejects(() => requests.ask({ ...QUESTION, child: "odd" }), refusal);
    const other = requests.ask(QUESTION);
    requests.again();
    assert.deepEqual(
      sent.map(({ id, child }) => [id, child]),
      [
        [2, "one"],
        [2, "one"],
      ],
    );
    requests.close();
    await assert.rejects(() => other, { code: "NOT_RUNNING" });
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(unheard, []);
  });
});
