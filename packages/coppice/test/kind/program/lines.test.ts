import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { LineSplitter, LONGEST_LINE, readLines } from "../../../src/kind/output/lines.ts";
import { virtualRuntime } from "../../../src/testing/virtual-runtime.ts";

type Told = readonly [line: string, cut: boolean];

function split(...pieces: readonly string[]): Told[] {
  const told: Told[] = [];
  const splitter = new LineSplitter((line, cut) => told.push([line, cut]));
  for (const piece of pieces) splitter.push(piece);
  splitter.end();
  return told;
}

const whole = (...lines: readonly string[]): Told[] => lines.map((line) => [line, false]);

test("lines end with a line feed, or one after a carriage return, wherever the pieces are cut", () => {
  for (const text of ["one\ntwo\n\nfour", "one\r\ntwo\r\n\r\nfour\n"]) {
    for (let cut = 0; cut <= text.length; cut += 1) {
      assert.deepEqual(split(text.slice(0, cut), text.slice(cut)), whole("one", "two", "", "four"));
    }
    assert.deepEqual(split(...Array.from(text)), whole("one", "two", "", "four"));
  }
});

test("no text is no line", () => {
  assert.deepEqual(split(), []);
  assert.deepEqual(split("", ""), []);
  assert.deepEqual(split("\n"), whole(""));
});

test("of a line that is too long the beginning is told, and that it was cut", () => {
  const full = "x".repeat(LONGEST_LINE);
  assert.deepEqual(split(`${full}\r\n`, "next\n"), whole(full, "next"));
  assert.deepEqual(split(`${full}y\nnext\n`), [[full, true], ...whole("next")]);
  assert.deepEqual(split(full, full, full, "\n", "next"), [[full, true], ...whole("next")]);
});

test("characters that two chunks share are whole, and no chunk is read before the next turn", async () => {
  const runtime = virtualRuntime();
  const bytes = Buffer.from("grün\nbäume\n");
  const stream = new Readable({ read: () => undefined });
  const lines: string[] = [];
  readLines(stream, runtime, (line) => lines.push(line));
  stream.push(bytes.subarray(0, 3));
  stream.push(bytes.subarray(3, 8));
  stream.push(bytes.subarray(8));
  stream.push(null);
  await new Promise(setImmediate);
  assert.deepEqual(lines, []);
  assert.equal(stream.isPaused(), true);
  await runtime.settle();
  await new Promise(setImmediate);
  await runtime.settle();
  assert.deepEqual(lines, ["grün", "bäume"]);
});

test("of a chunk with very many lines some are told in each turn, none after others that come later, and all before it is done", async () => {
  const runtime = virtualRuntime();
  const stream = new Readable({ read: () => undefined });
  const lines: string[] = [];
  let isDone = false;
  const count = 10_000;
  readLines(
    stream,
    runtime,
    (line) => lines.push(line),
    () => {
      isDone = true;
    },
  );
  stream.push(Array.from({ length: count }, (_, index) => `${index}\n`).join(""));
  stream.push("last");
  stream.push(null);
  await new Promise(setImmediate);
  assert.ok(lines.length > 0 && lines.length <= 2_000, `${lines.length} lines in a turn`);
  // As Node does with the streams of a process that has ended.
  stream.resume();
  await new Promise(setImmediate);
  assert.ok(!isDone);
  await runtime.settle();
  await new Promise(setImmediate);
  await runtime.settle();
  assert.deepEqual(lines, [...Array.from({ length: count }, (_, index) => String(index)), "last"]);
  assert.ok(isDone);
});
