import assert from "node:assert/strict";
import { test } from "node:test";
import { Ring } from "../../src/event/ring.ts";

test("a ring answers its values in order, and what it pushed out", () => {
  for (const capacity of [1, 2, 3, 7]) {
    const ring = new Ring<{ id: number }>(capacity);
    const model: { id: number }[] = [];
    // Two in, one out, so that it fills, wraps and drops at every place.
    for (let id = 0; id < 40; id += 1) {
      const value = { id };
      model.push(value);
      assert.equal(ring.push(value), model.length > capacity ? model.shift() : undefined);
      if (id % 2 === 1) assert.equal(ring.shift(), model.shift());
      assert.deepEqual([...ring], model);
      assert.equal(ring.size, model.length);
    }
  }
});

test("an empty ring has nothing, also after it was cleared", () => {
  const ring = new Ring<object>(2);
  assert.equal(ring.shift(), undefined);
  ring.push({});
  ring.clear();
  assert.deepEqual([ring.size, ring.shift(), [...ring]], [0, undefined, []]);
  const value = {};
  ring.push(value);
  assert.deepEqual([...ring], [value]);
});
