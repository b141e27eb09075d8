import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { program } from "coppice";
import { LONGEST_LINE } from "../../../src/kind/output/lines.ts";
import { folder, grow, LIMIT } from "./grown.ts";

const full = process.platform === "linux" ? false : "only Linux has a disk that is always full";
const ONCE = { restart: "temporary" } as const;

test("what it prints is events, by line and output, all of them before its exit", LIMIT, async (t) => {
  const { events, exit } = await grow(t, program("tool", ["sh", "-c", "echo one; echo two >&2; printf three"], ONCE));
  await exit;
  const said = (type: string): unknown[] =>
    events.flatMap((event) => (event.type === type && "line" in event ? [event.line] : []));
  assert.deepEqual(said("program.stdout"), ["one", "three"]);
  assert.deepEqual(said("program.stderr"), ["two"]);
  const printed = events.find(({ type }) => type === "program.stdout");
  assert.equal(printed?.path, "root/tool");
  assert.equal(printed?.incarnation, 1);
  assert.equal(printed?.severity, "info");
});

test("of a line that is too long the beginning is told", LIMIT, async (t) => {
  const script = `process.stdout.write("x".repeat(1_000_000) + "\\nend\\n")`;
  const { events, exit } = await grow(t, program("tool", [process.execPath, "-e", script], ONCE));
  await exit;
  const said = events.filter((event) => event.type === "program.stdout");
  assert.deepEqual(
    said.map((event) => [event.line.length, event.cut]),
    [
      [LONGEST_LINE, true],
      [3, undefined],
    ],
  );
});

test("who prints more than is read has to wait, and nothing is lost", LIMIT, async (t) => {
  const count = 50_000;
  const { lines, exit } = await grow(t, program("tool", ["seq", String(count)], ONCE));
  await exit;
  assert.equal(lines.length, count);
  assert.equal(lines.at(-1), String(count));
});

test("its input is nothing, a file, or what is written to it", LIMIT, async (t) => {
  const cwd = folder(t);
  writeFileSync(join(cwd, "in"), "from a file\n");
  const none = await grow(t, program("tool", ["cat"], ONCE));
  assert.deepEqual(await none.exit, { type: "normal" });
  const file = await grow(t, program("tool", ["cat"], { ...ONCE, cwd, stdin: { file: "in" } }));
  await file.printed("from a file");
  const pipe = await grow(t, program("tool", ["cat"], { ...ONCE, stdin: "pipe" }));
  pipe.running.stdin?.end("by hand\n");
  await pipe.printed("by hand");
  assert.deepEqual(await pipe.exit, { type: "normal" });
});

test("what is written to a program that does not read is no error", LIMIT, async (t) => {
  const { running, exit } = await grow(t, program("tool", ["true"], { ...ONCE, stdin: "pipe" }));
  running.stdin?.write("x".repeat(1_000_000));
  assert.deepEqual(await exit, { type: "normal" });
});

test("its outputs go to the end of files, also both to one, or nowhere", LIMIT, async (t) => {
  const cwd = folder(t);
  writeFileSync(join(cwd, "out"), "before\n");
  const script = "echo out; echo err >&2";
  const both = { file: "out" };
  const one = await grow(t, program("tool", ["sh", "-c", script], { ...ONCE, cwd, stdout: both, stderr: both }));
  await one.exit;
  assert.equal(readFileSync(join(cwd, "out"), "utf8"), "before\nout\nerr\n");
  const none = await grow(t, program("tool", ["sh", "-c", script], { ...ONCE, stdout: "ignore" }));
  await none.exit;
  assert.deepEqual(none.lines, ["err"]);
});

test(
  "its output goes to files that rotate, also both to one: every line is there, and whole, when its exit is told",
  LIMIT,
  async (t) => {
    const cwd = folder(t);
    const both = { file: "out", rotate: { maxSizeMb: 0.1, keep: 20 } };
    const count = 100_000;
    const spec = program("tool", ["sh", "-c", `seq ${count} & seq ${count} >&2; wait`], {
      ...ONCE,
      cwd,
      stdout: both,
      stderr: both,
    });
    const { exit, events } = await grow(t, spec);
    assert.deepEqual(await exit, { type: "normal" });
    const names = readdirSync(cwd);
    assert.ok(names.length > 5);
    const texts = names.map((name) => readFileSync(join(cwd, name), "utf8"));
    for (const text of texts) assert.ok(text.length <= 0.1 * 2 ** 20 && text.endsWith("\n"));
    const lines = texts.flatMap((text) => text.split("\n").slice(0, -1)).map(Number);
    assert.equal(lines.length, 2 * count);
    assert.deepEqual([Math.min(...new Set(lines)), new Set(lines).size], [1, count]);
    assert.ok(!events.some(({ type }) => type.startsWith("program.")));
  },
);

test("a program whose disk is full goes on, and an event says so", { ...LIMIT, skip: full }, async (t) => {
  const { exit, events } = await grow(
    t,
    program("tool", ["sh", "-c", "echo one; echo two"], { ...ONCE, stdout: { file: "/dev/full", rotate: {} } }),
  );
  assert.deepEqual(await exit, { type: "normal" });
  const failed = events.find(({ type }) => type === "program.file-failed");
  assert.equal(failed?.path, "root/tool");
  assert.equal(failed?.severity, "error");
});

test("a file of its output is made for its owner alone", LIMIT, async (t) => {
  const cwd = folder(t);
  const spec = program("tool", ["true"], { ...ONCE, cwd, stdout: { file: "out" }, stderr: { file: "err", rotate: {} } });
  await (
    await grow(t, spec)
  ).exit;
  for (const name of ["out", "err"]) assert.equal(statSync(join(cwd, name)).mode & 0o777, 0o600);
});

test("inherited streams are those of the process that has the tree", LIMIT, async () => {
  const file = fileURLToPath(new URL("inheriting.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=source", "--disable-warning=ExperimentalWarning", file], {
    stdio: "pipe",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  child.stdin.end("to be copied\n");
  const [code] = (await once(child, "close")) as [number];
  assert.deepEqual({ code, stdout }, { code: 0, stdout: "to be copied\n" });
  assert.ok(stderr.startsWith("and told\n"), stderr);
});
