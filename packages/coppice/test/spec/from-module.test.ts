import assert from "node:assert/strict";
import { test } from "node:test";
import { fromModule, type ModuleOptions, program, thread } from "coppice";
import { refusalOf } from "../support/refusal.ts";

const HREF = "file:///srv/pricing.js";
const URL_OF_IT = new URL(HREF);

test("fromModule: with isolation it is what thread(…) and program(…) describe", () => {
  const options = { args: { list: [1] }, ready: "signal", maxHeapMb: 64, shutdown: "1s" } as const;
  const asThread = fromModule("pricing", URL_OF_IT, { ...options, isolation: "thread" });
  const asProcess = fromModule("pricing", URL_OF_IT, { ...options, isolation: "process" });
  for (const [made, same] of [
    [asThread, thread("pricing", URL_OF_IT, options)],
    [asProcess, program("pricing", URL_OF_IT, options)],
  ] as const) {
    assert.deepEqual([made.id, made.kind, made.body, made.options], [same.id, same.kind, same.body, same.options]);
  }
});

test("fromModule: what only a process may have is taken for one", () => {
  const body: object = fromModule("pricing", URL_OF_IT, { isolation: "process", maxHeapMb: 4 }).body;
  assert.ok("maxHeapMb" in body && body.maxHeapMb === 4);
  assert.throws(() => fromModule("pricing", URL_OF_IT, { isolation: "thread", maxHeapMb: 4 }), { code: "BAD_OPTION" });
});

test("fromModule: it runs in the loop unless said otherwise, and its spec is frozen", () => {
  const args = { list: [1] };
  const spec = fromModule("pricing", HREF, { args, shutdown: "1s" });
  args.list.push(2);
  assert.equal(spec.kind, fromModule("pricing", HREF, { isolation: "loop" }).kind);
  assert.deepEqual(spec.body, { module: HREF, args: { list: [1] }, ready: "start" });
  assert.deepEqual(spec.options, { shutdown: "1s" });
  assert.ok([spec, spec.body, spec.body.args, spec.options].every(Object.isFrozen));
});

test("fromModule: an option that does not fit the isolation is refused, with those that it fits", async () => {
  const wrong: readonly (readonly [options: object, meets: string, fits: string])[] = [
    [{ heartbeat: "5s" }, `"isolation" is 'loop' (by default)`, `"thread" or "process"`],
    [{ isolation: "loop", maxHeapMb: 64 }, `"isolation" is 'loop'`, `"thread" or "process"`],
    [{ isolation: "process", stackMb: 4 }, `"isolation" is 'process'`, `"thread"`],
    [{ isolation: "thread", maxMemoryMb: 64 }, `"isolation" is 'thread'`, `"process"`],
    [{ isolation: "thread", env: {} }, `"isolation" is 'thread'`, `"process"`],
    [{ execArgv: [] }, `"isolation" is 'loop' (by default)`, `"process"`],
  ];
  for (const [options, meets, fits] of wrong) {
    const option = Object.keys(options).find((name) => name !== "isolation") ?? "";
    const { code, message, details } = await refusalOf(() => fromModule("pricing", HREF, options as ModuleOptions));
    assert.equal(code, "BAD_COMBINATION");
    assert.ok(message.startsWith(`pricing: options "${option}" and "isolation" do not go together: "${option}" is `), message);
    assert.ok(message.includes(`${meets}; it is an option of ${fits} only.`), message);
    assert.ok(message.endsWith(`Say isolation: ${fits}, or leave ${option} out.`), message);
    assert.deepEqual(details["options"], [option, "isolation"]);
  }
});

test("fromModule: what is no URL of a module is refused, with the way to write one", async () => {
  for (const given of ["./pricing.ts", "https://example.org/pricing.js", undefined, null, 7, {}]) {
    for (const isolation of ["loop", "thread", "process"] as const) {
      const { code, message } = await refusalOf(() => fromModule("pricing", given as never, { isolation }));
      assert.equal(code, "BAD_SPEC");
      assert.match(message, /^pricing: fromModule\(…\) was given .*expected the URL of a module/);
    }
  }
});
