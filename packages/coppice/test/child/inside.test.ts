import assert from "node:assert/strict";
import { test } from "node:test";
import { livesInside } from "../../src/child/inside.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { plant } from "../support/planted-root.ts";
import { taskSpec } from "../support/specs.ts";

test("a life is inside its own path and those above it, and in no other", () => {
  const life = { path: "shop/web/http" };
  for (const path of ["shop/web/http", "shop/web", "shop"]) assert.equal(livesInside(life, path), true, path);
  for (const path of ["shop/web/http/x", "shop/we", "shop/db", "web", "http"]) assert.equal(livesInside(life, path), false, path);
});

test("nobody is inside of nothing, and what has no path is nowhere", () => {
  assert.equal(livesInside(undefined, "shop"), false);
  assert.equal(livesInside({}, "shop"), false);
  assert.equal(livesInside({ path: 1 }, "shop"), false);
});

test("the runtime's current life says from within which child a call comes", async () => {
  const runtime = virtualRuntime();
  const seen: boolean[] = [];
  plant(runtime, [
    taskSpec("caller", async (ctx) => {
      await ctx.sleep("1s");
      seen.push(livesInside(runtime.current(), "root/caller"), livesInside(runtime.current(), "root/other"));
    }),
  ]);
  await runtime.advance("1s");
  assert.deepEqual(seen.slice(0, 2), [true, false]);
  assert.equal(livesInside(runtime.current(), "root"), false);
});
