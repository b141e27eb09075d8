import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { suite, test, type TestContext } from "node:test";
import { copyLines } from "../../../src/kind/output/copy-lines.ts";
import type { RotateOptions } from "../../../src/kind/output/rotate-options.ts";
import { type FileFailure, RotatingFile } from "../../../src/kind/output/rotating-file.ts";
import { virtualRuntime } from "../../../src/testing/virtual-runtime.ts";
import { folder } from "./grown.ts";

/** So many bytes, as the option says them. */
const bytes = (count: number): number => count / 2 ** 20;

interface Tried {
  readonly file: RotatingFile;
  readonly path: string;
  readonly failures: readonly FileFailure[];
  readonly runtime: ReturnType<typeof virtualRuntime>;
  readonly add: (...lines: readonly string[]) => Promise<void>;
  /** What is in the files, from the oldest on. */
  readonly contents: () => readonly string[];
}

function tried(t: TestContext, options: RotateOptions, path: string = join(folder(t), "out")): Tried {
  const runtime = virtualRuntime();
  const failures: FileFailure[] = [];
  const file = new RotatingFile(path, options, runtime);
  file.onFailure((failure) => failures.push(failure));
  t.after(() => file.end());
  const contents = (): readonly string[] =>
    [...Array.from({ length: 9 }, (_, index) => `${path}.${9 - index}`), path].flatMap((name) => {
      try {
        return [readFileSync(name, "utf8")];
      } catch {
        return [];
      }
    });
  return {
    file,
    path,
    failures,
    runtime,
    contents,
    add: (...lines) => file.append(Buffer.from(lines.map((line) => `${line}\n`).join(""))),
  };
}

suite("a rotating file", () => {
  test("begins anew before it has more than its most, with whole lines, wherever the pieces are cut", async (t) => {
    for (let size = 1; size < 9; size += 1) {
      const { add, contents } = tried(t, { maxSizeMb: bytes(9), keep: 9 });
      const lines = ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii"];
      for (let from = 0; from < lines.length; from += size) await add(...lines.slice(from, from + size));
      assert.deepEqual(contents(), ["aa\nbb\ncc\n", "dd\nee\nff\n", "gg\nhh\nii\n"]);
    }
  });

  test("gives a line that is longer a file of its own", async (t) => {
    const { add, contents } = tried(t, { maxSizeMb: bytes(4) });
    await add("a", "longer than it takes", "b", "c");
    assert.deepEqual(contents(), ["a\n", "longer than it takes\n", "b\nc\n"]);
  });

  test("keeps so many old files, and none at all", async (t) => {
    for (const [keep, left] of [
      [2, ["c\n", "d\n", "e\n"]],
      [1, ["d\n", "e\n"]],
      [0, ["e\n"]],
    ] as const) {
      const { add, contents } = tried(t, { maxSizeMb: bytes(2), keep });
      await add("a", "b", "c", "d", "e");
      assert.deepEqual(contents(), left);
    }
  });

  test("begins anew when it is old", async (t) => {
    const { add, contents, runtime } = tried(t, { maxAge: "1h" });
    await add("a");
    await runtime.advance("59m");
    await add("b");
    await runtime.advance("1m");
    await add("c");
    assert.deepEqual(contents(), ["a\nb\n", "c\n"]);
  });

  test("goes on where it was, and only its owner may read it", async (t) => {
    const first = tried(t, { maxSizeMb: bytes(4) });
    await first.add("a");
    await first.file.end();
    const second = tried(t, { maxSizeMb: bytes(4) }, first.path);
    await second.add("b", "c");
    assert.deepEqual(second.contents(), ["a\nb\n", "c\n"]);
    for (const name of [first.path, `${first.path}.1`]) assert.equal(statSync(name).mode & 0o777, 0o600);
  });

  test("that was moved away by somebody else begins anew all the same", async (t) => {
    const { add, contents, path } = tried(t, { maxSizeMb: bytes(2) });
    await add("a");
    rmSync(path);
    await add("b");
    assert.deepEqual(contents(), ["b\n"]);
  });

  test("whose rotation fails goes on, says so once, and tries again later", async (t) => {
    const { add, contents, failures, path, runtime } = tried(t, { maxSizeMb: bytes(2), keep: 1 });
    mkdirSync(`${path}.1`);
    writeFileSync(join(`${path}.1`, "in the way"), "");
    await add("a", "b", "c");
    assert.equal(readFileSync(path, "utf8"), "a\nb\nc\n");
    const [failure, ...more] = failures;
    assert.deepEqual(more, []);
    assert.equal(failure?.doing, "rotate");
    assert.equal(failure.lost, 0);
    rmSync(`${path}.1`, { recursive: true });
    await runtime.advance("1m");
    await add("d");
    assert.deepEqual(contents(), ["a\nb\nc\n", "d\n"]);
  });

  const full = process.platform === "linux" ? false : "only Linux has a disk that is always full";

  test(
    "on a full disk loses what cannot be written, and says so each time that it is twice as much",
    { skip: full },
    async (t) => {
      const { add, failures } = tried(t, { maxSizeMb: bytes(4) }, "/dev/full");
      for (let time = 0; time < 9; time += 1) await add("x");
      const { file, doing, reason } = failures[0] as FileFailure;
      assert.deepEqual({ file, doing, reason }, { file: "/dev/full", doing: "write", reason: "ENOSPC" });
      assert.deepEqual(
        failures.map(({ lost }) => lost),
        [2, 4, 8, 16],
      );
      assert.ok(!readdirSync("/dev").includes("full.1"), "what is no file is not moved");
    },
  );
});

suite("what is copied into a file by line", () => {
  test("loses nothing at a rotation, and leaves every line whole", async (t) => {
    const { file, contents } = tried(t, { maxSizeMb: bytes(100), keep: 9 });
    const text = Array.from({ length: 60 }, (_, index) => `line ${index}\n`).join("");
    const chunks = text.match(/[^]{1,7}/g) ?? [];
    await copyLines(
      Readable.from(
        chunks.map((chunk) => Buffer.from(chunk)),
        { objectMode: false },
      ),
      file,
    );
    assert.equal(contents().join(""), text);
    assert.ok(contents().length > 3);
    for (const content of contents()) {
      assert.ok(content.length <= 100);
      assert.match(content, /^line \d+\n[^]*\n$/);
    }
  });

  test("has an end at its last line", async (t) => {
    const { file, contents } = tried(t, {});
    await copyLines(Readable.from([Buffer.from("a\nb")]), file);
    assert.deepEqual(contents(), ["a\nb\n"]);
  });

  test("is not kept until a line without end has one", async (t) => {
    const { file, contents } = tried(t, {});
    const piece = Buffer.alloc(50_000, "x");
    let sent = 0;
    const stream = new Readable({
      read() {
        sent += 1;
        this.push(sent <= 4 ? piece : null);
      },
    });
    await copyLines(stream, file);
    assert.equal(contents().join("").length, 200_001);
  });

  test("waits for the disk", async () => {
    let release: (() => void) | undefined;
    const slow = {
      append: () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    } as unknown as RotatingFile;
    let sent = 0;
    const stream = new Readable({
      highWaterMark: 1_000,
      read() {
        sent += 1;
        this.push(Buffer.alloc(1_000, "\n"));
      },
    });
    const copied = copyLines(stream, slow);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    assert.ok(sent < 5, `${sent} pieces were read`);
    stream.destroy();
    release?.();
    await copied;
  });
});
