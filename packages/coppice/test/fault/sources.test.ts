import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { SOURCES } from "./fixtures/sources.ts";
import { runProgram, told } from "./run-program.ts";

interface Line {
  readonly path: string;
  readonly incarnation: number;
  readonly stray?: true;
  readonly message: string;
}

/** Those whose error is Node's own. */
const MESSAGES: Readonly<Record<string, RegExp>> = {
  "promise of an API that nobody awaits": /^ENOENT/,
  "text as a rejection": /the reason "a text"/,
  "socket without a listener": /ECONNREFUSED/,
  "file stream without a listener": /^ENOENT/,
  "program that does not exist": /ENOENT$/,
};

suite("a stray error fails the child that caused it, and the tree goes on", async () => {
  const ended = await runProgram(new URL("fixtures/all-sources.ts", import.meta.url));
  const lines = told(ended) as readonly Line[];

  for (const name of Object.keys(SOURCES).filter((its) => its !== "microtask")) {
    test(name, () => {
      const path = `root/${name.replaceAll(" ", "-")}`;
      const exits = lines.filter((line) => line.path === path);
      assert.deepEqual(
        exits.map(({ incarnation, stray }) => ({ incarnation, stray })),
        [{ incarnation: 1, stray: true }],
        ended.err,
      );
      assert.match(exits[0]?.message ?? "", MESSAGES[name] ?? new RegExp(`^${name}$`));
    });
  }

  test("no sibling is touched, and the tree ends as it should", () => {
    assert.deepEqual(lines.at(-1), { path: "root/witness", incarnation: 1 });
    assert.equal(ended.code, 0);
    assert.match(ended.err, /^coppice: root was shut down in .* \(exit code 0\)\n$/);
  });
});

test("microtask: charged to its child from Node 24 on; on 22, where nobody can tell whose it was, it ends the process", async () => {
  const { code, out, err } = await runProgram(new URL("fixtures/all-sources.ts", import.meta.url), ["microtask"]);
  if (Number(process.versions.node.split(".")[0]) >= 24) {
    assert.match(out, /^\{"path":"root\/microtask","incarnation":1,"stray":true,"message":"microtask"\}$/m);
    assert.equal(code, 0);
  } else {
    assert.match(err, /^Error: microtask$/m);
    assert.deepEqual([code, out], [1, ""]);
  }
});
