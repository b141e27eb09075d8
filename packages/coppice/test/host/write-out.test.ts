import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { suite, test } from "node:test";
import { type VirtualRuntime, virtualRuntime } from "coppice/testing";
import { WRITE_OUT_MS, writeOut } from "../../src/host/write-out.ts";

/** A stream whose writes end when they are let. */
class Slow extends Writable {
  readonly #done: (() => void)[] = [];

  override _write(_chunk: unknown, _encoding: string, done: () => void): void {
    this.#done.push(done);
  }

  finishOne(): void {
    this.#done.shift()?.();
  }
}

/** Resolves once streams have had the time to tell of a write that ended. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

suite("writing out what was printed", () => {
  function writingOut(...streams: readonly Writable[]): { readonly runtime: VirtualRuntime; readonly calls: () => number } {
    const runtime = virtualRuntime();
    let calls = 0;
    writeOut(streams, runtime, () => (calls += 1));
    return { runtime, calls: () => calls };
  }

  test("is over at once where nothing waits to be written", () => {
    assert.equal(writingOut(new Slow(), new Slow()).calls(), 1);
  });

  test("lasts until all of the streams are written", async () => {
    const [one, other] = [new Slow(), new Slow()];
    for (const stream of [one, one, other]) stream.write("text");
    const { calls } = writingOut(one, other);
    for (const stream of [one, one, one, other]) {
      stream.finishOne();
      await turn();
      assert.equal(calls(), 0);
    }
    other.finishOne();
    await turn();
    assert.equal(calls(), 1);
  });

  test("ends with its time, when nobody reads", async () => {
    const stream = new Slow();
    stream.write("text");
    const { runtime, calls } = writingOut(stream);
    await runtime.advance(WRITE_OUT_MS - 1);
    assert.equal(calls(), 0);
    await runtime.advance(1);
    assert.equal(calls(), 1);
    stream.finishOne();
    stream.finishOne();
    await turn();
    assert.equal(calls(), 1);
  });

  test("lasts until a stream is written that was ended", async () => {
    const stream = new Slow();
    stream.end("text");
    const { calls } = writingOut(stream);
    assert.equal(calls(), 0);
    stream.finishOne();
    await turn();
    assert.equal(calls(), 1);
  });

  test("does not wait for a stream that was destroyed, or is now", async () => {
    const [before, now] = [new Slow(), new Slow()];
    for (const stream of [before, now]) stream.on("error", () => undefined).write("text");
    before.destroy();
    const { calls } = writingOut(before, now);
    assert.equal(calls(), 0);
    now.destroy();
    await turn();
    assert.equal(calls(), 1);
  });
});
