import assert from "node:assert/strict";
import { test } from "node:test";
import { module, program } from "coppice";
import { refusalOf } from "../support/refusal.ts";

const HREF = "file:///srv/pricing.js";

test("program: takes a module by its URL or as module(…)", () => {
  for (const url of [new URL(HREF), module(HREF), module(new URL(HREF))]) {
    assert.equal(program("pricing", url).body.module, HREF);
  }
});

test("program: a text is no module but a command that is wrong, and what was meant is said", async () => {
  const { code, message } = await refusalOf(() => program("pricing", HREF as never));
  assert.equal(code, "BAD_SPEC");
  assert.match(
    message,
    /as its command: expected a list of texts.* For a module write new URL\("file:\/\/\/srv\/pricing\.js"\)\.$/,
  );
});

test("program: what is no URL of a module is refused, with the way to write one", async () => {
  for (const given of [new URL("https://example.org/pricing.js"), { url: "./pricing.js" }, { url: 7 }]) {
    const { code, message } = await refusalOf(() => program("pricing", given as never));
    assert.equal(code, "BAD_SPEC");
    assert.match(
      message,
      /^pricing: program\(…\) was given .*expected the URL of a module.*new URL\(".\/pricing\.ts", import\.meta\.url\)/,
    );
  }
});

test("program: an option that only a command has is refused, and said so", async () => {
  const { message } = await refusalOf(() => program("pricing", new URL(HREF), { stopSignal: "SIGINT" } as never));
  assert.match(
    message,
    /^pricing: option "stopSignal" is 'SIGINT', but there is no option "stopSignal" here: it is an option of a program\./,
  );
});

test("program: the spec of a module is frozen, and its options are divided between kind and supervisor", () => {
  const spec = program("pricing", new URL(HREF), {
    ...{ args: [1], heartbeat: false, maxHeapMb: 64, execArgv: ["--expose-gc"], cwd: "/", maxMemoryMb: 100, shutdown: "1s" },
  });
  assert.deepEqual(spec.body, {
    ...{ module: HREF, args: [1], ready: "start", heartbeat: undefined, execArgv: ["--expose-gc"], maxHeapMb: 64 },
    settings: { cwd: "/", maxMemoryMb: 100 },
  });
  assert.deepEqual(spec.options, { shutdown: "1s" });
  assert.ok([spec, spec.body, spec.body.args, spec.body.settings, spec.body.execArgv, spec.options].every(Object.isFrozen));
});
