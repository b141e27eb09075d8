import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { Owned } from "../../src/child/owned.ts";
import { stillReached } from "../support/garbage.ts";

/** Emitters that nothing but what they were given to may hold. */
function gone(owned: Owned, count: number): readonly WeakRef<object>[] {
  return Array.from({ length: count }, () => {
    const emitter = new EventEmitter();
    owned.add(emitter, () => undefined);
    return new WeakRef(emitter);
  });
}

test("an emitter that nobody else holds is not kept until the end, as the sockets of a server that owns each of them", async () => {
  const owned = new Owned();
  const emitters = gone(owned, 1_000);
  assert.equal(await stillReached(emitters), 0);
  owned.release(() => assert.fail("nothing throws"));
});

test("each emitter is listened to once, and let go of at the release", () => {
  const owned = new Owned();
  const emitters = Array.from({ length: 200 }, () => new EventEmitter());
  const heard: unknown[] = [];
  for (const emitter of [...emitters, ...emitters]) owned.add(emitter, (error) => heard.push(error));
  for (const [number, emitter] of emitters.entries()) emitter.emit("error", number);
  assert.deepEqual(heard, [...emitters.keys()]);
  owned.release(() => assert.fail("nothing throws"));
  assert.ok(emitters.every((emitter) => emitter.listenerCount("error") === 0));
});

test("one that is let go of by itself is no longer held, however often that is", async () => {
  const owned = new Owned();
  const emitter = new EventEmitter();
  for (let time = 0; time < 200; time += 1) {
    owned.add(emitter, () => undefined);
    owned.drop(emitter);
  }
  owned.drop(emitter);
  assert.equal(emitter.listenerCount("error"), 0);
  owned.release(
    () => assert.fail("nothing throws"),
    () => assert.fail("nothing is held"),
  );
});

test("at the release each goes to the heir, also one that throws at being let go of", () => {
  const [owned, heir] = [new Owned(), new Owned()];
  const emitters = [new EventEmitter(), new EventEmitter()];
  emitters[0]?.on("removeListener", () => {
    throw new Error("broken");
  });
  const heard: unknown[] = [];
  for (const emitter of emitters) owned.add(emitter, () => assert.fail("it was let go of"));
  owned.release(
    (error) => heard.push((error as Error).message),
    (emitter) => heir.add(emitter, (error) => heard.push(error)),
  );
  for (const [number, emitter] of emitters.entries()) emitter.emit("error", number);
  assert.deepEqual(heard, ["broken", 0, 1]);
});

test("one that throws at being let go of is told, and the others are let go of all the same", () => {
  const owned = new Owned();
  const [broken, sound] = [new EventEmitter(), new EventEmitter()];
  broken.on("removeListener", () => {
    throw new Error("broken");
  });
  for (const emitter of [broken, sound]) owned.add(emitter, () => undefined);
  const told: unknown[] = [];
  owned.release((error) => told.push((error as Error).message));
  assert.deepEqual(told, ["broken"]);
  assert.equal(sound.listenerCount("error"), 0);
});

test("an emitter that would not be listened to at first is, once it lets itself", () => {
  const owned = new Owned();
  const emitter = new EventEmitter();
  emitter.once("newListener", () => {
    throw new Error("not now");
  });
  assert.throws(() => owned.add(emitter, () => undefined), { message: "not now" });
  owned.add(emitter, () => undefined);
  assert.equal(emitter.listenerCount("error"), 1);
});
