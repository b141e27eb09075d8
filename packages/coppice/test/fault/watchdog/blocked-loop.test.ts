import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { setTimeout as later } from "node:timers/promises";
import { BlockedProgram } from "./blocked-program.ts";

/** The machine may have much else to do. */
const LIMIT = { timeout: 90_000 };

/** Node 22 may be halted between two microtasks, in code of its own that is in no child's context. */
const NAMED = process.versions.node.startsWith("22.") ? ["loop", "native"] : ["loop", "microtasks", "native"];

suite("a child that stands on the loop", { concurrency: 2 }, () => {
  for (const way of NAMED) {
    test(`${way}: the event names it once the loop is back, with its stack, and the file has it at once`, LIMIT, async (t) => {
      const program = new BlockedProgram(t, way);
      await program.block();
      const event = await program.event();
      const { type, path, incarnation, severity, child, limit, duration, stack, unseen, said } = event;
      assert.deepEqual(
        { type, path, incarnation, severity, child, limit, unseen },
        {
          type: "loop.blocked",
          path: "shop/culprit",
          incarnation: 1,
          severity: "error",
          child: "shop/culprit",
          limit: 300,
          unseen: undefined,
        },
      );
      assert.ok((duration as number) >= 300, String(duration));
      assert.match(stack as string, /^\S+ \(file:.*blocked\.ts:\d+:\d+\)$/m);
      assert.match(said as string, /^shop\/culprit stood on the event loop for .* s|ms, at /);
      assert.equal((await program.ended()).code, 0, "nothing holds the process open");
      const findings = program.findings();
      assert.equal(findings[0]?.["type"], "loop.blocked");
      const { pid, child: written } = findings.findLast((finding) => finding["type"] === "loop.blocked") ?? {};
      assert.deepEqual([pid, written], [program.process.pid, "shop/culprit"]);
      assert.equal(findings.at(-1)?.["type"], "loop.back");
      assert.equal(program.mode(), 0o600);
    });
  }

  for (const way of ["loop", "native"]) {
    test(
      `${way}: where the tree ends in the turn in which the loop is back, the event and the file tell it all the same`,
      LIMIT,
      async (t) => {
        const program = new BlockedProgram(t, way, { env: { THEN: "end" } });
        await program.block();
        const { type, child, duration } = await program.event();
        assert.deepEqual([type, child], ["loop.blocked", "shop/culprit"]);
        assert.equal((await program.ended()).code, 0);
        assert.deepEqual(
          program
            .findings()
            .slice(-2)
            .map((finding) => finding["type"]),
          ["loop.blocked", "loop.back"],
        );
        assert.equal(program.findings().at(-1)?.["duration"], duration);
      },
    );
  }

  for (const way of ["forever", "backtracking"]) {
    test(`${way}: past the second limit the process ends with 70, and the last line on stderr says why`, LIMIT, async (t) => {
      const program = new BlockedProgram(t, way, { options: { fatal: "4s" } });
      await program.block();
      const { code, signal, err } = await program.ended();
      assert.deepEqual([code, signal], [70, null], err);
      const last = err.trimEnd().split("\n").at(-1) ?? "";
      assert.match(
        last,
        /^coppice: shop\/culprit has stood on the event loop for .* s, at .*blocked\.ts:.*: the watchdog ends the process \(exit code 70\)$/,
      );
      assert.equal(program.findings().at(-1)?.["type"], "loop.fatal");
      assert.equal(program.findings().at(-1)?.["child"], "shop/culprit");
    });
  }

  test("past the second limit in a native call that does not return, the process ends by SIGKILL", LIMIT, async (t) => {
    const program = new BlockedProgram(t, "native-for-long", { options: { fatal: "1s" } });
    await program.block();
    const { signal, err } = await program.ended();
    assert.equal(signal, "SIGKILL", err);
    assert.match(err, /^coppice: the event loop has stood still for .*: the watchdog ends the process \(SIGKILL, .*\)$/m);
    const [first, last] = program.findings();
    assert.match(String(first?.["unseen"]), /native call/);
    assert.equal(last?.["type"], "loop.fatal");
  });

  test(
    "past the second limit in a native call that returns a moment later, the process ends with 70, and names the child",
    LIMIT,
    async (t) => {
      const program = new BlockedProgram(t, "native-until-let-go", { options: { fatal: "400ms" } });
      await program.block();
      await program.found(({ type }) => type === "loop.fatal");
      program.letGo();
      const { code, signal, err } = await program.ended();
      assert.deepEqual([code, signal], [70, null], err);
      assert.match(
        err,
        /^coppice: shop\/culprit has stood on the event loop for .*: the watchdog ends the process \(exit code 70\)$/m,
      );
      const [first, , last] = program.findings();
      assert.match(String(first?.["unseen"]), /native call/);
      assert.deepEqual([last?.["type"], last?.["child"]], ["loop.fatal", "shop/culprit"]);
      assert.match(String(last?.["stack"]), /blocked\.ts/);
    },
  );

  test("a finding survives a SIGKILL of the blocked process", LIMIT, async (t) => {
    const program = new BlockedProgram(t, "forever");
    await program.block();
    await program.found(({ child }) => typeof child === "string");
    program.process.kill("SIGKILL");
    assert.equal((await program.ended()).signal, "SIGKILL");
    assert.equal(program.findings().at(-1)?.["child"], "shop/culprit");
  });

  test("a process that was stopped for a while, as by SIGSTOP or a sleep of the machine, was not blocked", LIMIT, async (t) => {
    const program = new BlockedProgram(t, "loop", { options: { limit: "1s" } });
    const ready = program.event();
    await ready;
    await later(1_000); // for the watchdog to be up
    program.process.kill("SIGSTOP");
    await later(3_000);
    program.process.kill("SIGCONT");
    program.process.stdin?.write("now\n");
    const { child } = await program.event();
    await program.ended();
    assert.equal(child, "shop/culprit");
    assert.equal(program.findings().filter(({ type }) => type === "loop.back").length, 1);
  });

  test("while an inspector is open nobody is named and nothing is ended, and the event says so", LIMIT, async (t) => {
    const program = new BlockedProgram(t, "loop", { flags: ["--inspect=127.0.0.1:0"], options: { fatal: "300ms" } });
    await program.block();
    const { path, child, stack, unseen } = await program.event();
    assert.deepEqual([path, child, stack], ["shop", null, ""]);
    assert.match(unseen as string, /an inspector is open/);
  });

  suite("where the permission model forbids the inspector", () => {
    const flags = ["--permission", "--allow-fs-read=*", "--allow-fs-write=*", "--allow-worker"];

    test("nobody is named, and the event says so", LIMIT, async (t) => {
      const program = new BlockedProgram(t, "loop", { flags });
      await program.block();
      const { path, child, stack, unseen } = await program.event();
      assert.deepEqual([path, child, stack], ["shop", null, ""]);
      assert.match(unseen as string, /the permission model forbids the inspector/);
      assert.equal((await program.ended()).code, 0);
    });

    test("past the second limit the process ends by SIGKILL", LIMIT, async (t) => {
      const program = new BlockedProgram(t, "forever", { flags, options: { fatal: "1s" } });
      await program.block();
      const { signal, err } = await program.ended();
      assert.equal(signal, "SIGKILL", err);
      assert.match(
        err,
        /^coppice: the event loop has stood still for .*: the watchdog ends the process \(SIGKILL, .* inspector\)$/m,
      );
    });
  });

  test("on a runtime without async contexts nobody is named, but the stack is told", LIMIT, async (t) => {
    const program = new BlockedProgram(t, "loop", { env: { RUNTIME: "plain" } });
    await program.block();
    const { path, child, stack, said } = await program.event();
    assert.deepEqual([path, child], ["shop", null]);
    assert.match(stack as string, /blocked\.ts/);
    assert.match(said as string, /^shop was held up for .* by no child of a tree, at /);
  });
});

test("where no thread may be started, the start says so", LIMIT, async (t) => {
  const program = new BlockedProgram(t, "loop", { flags: ["--permission", "--allow-fs-read=*"] });
  const { code, err } = await program.ended();
  assert.equal(code, 1);
  assert.match(err, /code: 'UNSUPPORTED'/);
  assert.match(err, /shop: there can be no watchdog: .*--allow-worker/);
});
