import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../src/testing/seeded-random.ts";
import { PatternTree } from "../../src/topic/pattern-tree.ts";

/** What a pattern covers, as it is said in words. */
function covers(pattern: readonly string[], topic: readonly string[]): boolean {
  if (pattern.at(-1) === ">" && topic.length >= pattern.length)
    return covers(pattern.slice(0, -1), topic.slice(0, pattern.length - 1));
  return pattern.length === topic.length && pattern.every((part, at) => part === "*" || part === topic[at]);
}

test("a look finds all patterns that cover the topic, and no others, whatever is put in and taken out", () => {
  const random = seededRandom(7);
  const upTo = (most: number): number => Math.floor(random() * most);
  const draw = (parts: readonly string[], least: number): string[] =>
    Array.from({ length: least + upTo(3) }, () => parts[upTo(parts.length)] as string);
  const tree = new PatternTree<string>();
  const kept = new Map<string, readonly string[]>();
  for (let round = 0; round < 3_000; round += 1) {
    const pattern = random() < 0.3 ? [...draw(["a", "b", "*"], 0), ">"] : draw(["a", "b", "*"], 1);
    const name = pattern.join(".");
    if (random() < 0.5) {
      tree.set(pattern, "key", name);
      kept.set(name, pattern);
    } else {
      tree.delete(pattern, "key");
      kept.delete(name);
    }
    const topic = draw(["a", "b", "c"], 1);
    const expected = Array.from(kept).filter(([, parts]) => covers(parts, topic));
    assert.deepEqual(tree.covering(topic).toSorted(), expected.map(([its]) => its).toSorted());
    assert.equal(tree.size, kept.size);
  }
});
