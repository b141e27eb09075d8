import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Page, pages, ROOT } from "./page.ts";

for (const page of pages()) {
  test(`the links of ${page.path} lead somewhere`, () => {
    const broken = page.links.filter(({ file, anchor }) => {
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && !new Page(file).anchors.has(anchor);
    });
    assert.deepEqual(broken, []);
  });
}

test("docs/README.md leads to every page of docs/", () => {
  const linked = new Set(new Page("docs/README.md").links.map(({ file }) => file));
  const missing = pages().filter(({ path }) => path.startsWith("docs/") && path !== "docs/README.md" && !linked.has(path));
  assert.deepEqual(
    missing.map(({ path }) => path),
    [],
  );
});
