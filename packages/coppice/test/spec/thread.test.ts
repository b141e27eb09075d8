import assert from "node:assert/strict";
import { test } from "node:test";
import { module, thread } from "coppice";
import { refusalOf } from "../support/refusal.ts";

test("thread: takes the URL of a module as URL, text or module(…)", () => {
  const href = "file:///srv/pricing.js";
  for (const url of [href, new URL(href), module(href), module(new URL(href))]) {
    assert.equal(thread("pricing", url).body.module, href);
  }
});

test("thread: what is no URL of a module is refused, with the way to write one", async () => {
  for (const given of ["./pricing.ts", "pricing", "https://example.org/pricing.js", "", undefined, null, 7, {}, () => 7]) {
    const { code, message } = await refusalOf(() => thread("pricing", given as never));
    assert.equal(code, "BAD_SPEC");
    assert.match(
      message,
      /^pricing: thread\(…\) was given .*expected the URL of a module.*new URL\(".\/pricing\.ts", import\.meta\.url\)/,
    );
  }
});

test("thread: its spec is frozen, and later changes of the options change nothing", () => {
  const args = { list: [1, 2] };
  const spec = thread("pricing", "file:///srv/pricing.js", { args, heartbeat: false, maxHeapMb: 64 });
  args.list.push(3);
  assert.deepEqual(spec.body.args, { list: [1, 2] });
  assert.equal(spec.body.heartbeat, undefined);
  assert.deepEqual(spec.body.limits, { maxHeapMb: 64 });
  assert.ok(
    Object.isFrozen(spec) && Object.isFrozen(spec.body) && Object.isFrozen(spec.body.args) && Object.isFrozen(spec.options),
  );
});
