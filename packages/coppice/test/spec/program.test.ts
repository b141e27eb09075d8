import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type CoppiceError, program, type ProgramOptions, thread } from "coppice";
import { refusalOf } from "../support/refusal.ts";

const COMMAND = ["ffmpeg", "-version"] as const;

async function refused(make: () => unknown, code: string): Promise<CoppiceError> {
  const error = await refusalOf(make);
  assert.equal(error.code, code);
  return error;
}

suite("a spec of a program", () => {
  test("holds a command and options that nobody can change any more", () => {
    const command: [string, ...string[]] = ["ffmpeg", "-version"];
    const env = { A: "1" };
    const spec = program("encoder", command, { env, cwd: undefined as never, shutdown: "10s" });
    command.push("-y");
    env.A = "2";
    assert.deepEqual(spec.body, { command: ["ffmpeg", "-version"], env: { A: "1" } });
    assert.deepEqual(spec.options, { shutdown: "10s" });
    assert.ok(Object.isFrozen(spec) && Object.isFrozen(spec.body) && Object.isFrozen(spec.body.command));
    assert.equal(spec.kind.name, "program");
  });

  test("has a command", async () => {
    const wrong: readonly (readonly [command: unknown, says: RegExp])[] = [
      [undefined, /was given undefined as its command: expected a list of texts, the file and its arguments/],
      [null, /was given null/],
      [[], / It is empty\.$/],
      [[""], / Its member 0 is ''\.$/],
      [["sleep", 5], / Its member 1 is 5\.$/],
      [["sleep", undefined], / Its member 1 is undefined\.$/],
      [["a\0b"], / Its member 0 is /],
      ["sleep 5", / Did you mean \["sleep","5"\]\?$/],
      ["sort < in | uniq", / Did you mean \["sh","-c","sort < in \| uniq"\]\?$/],
      ["", /expected a list of texts/],
      [{ file: "sleep" }, /expected a list of texts/],
    ];
    for (const [command, says] of wrong) {
      const { message } = await refused(() => program("tool", command as never), "BAD_SPEC");
      assert.ok(message.startsWith("tool: program(…) was given "), message);
      assert.match(message, says);
    }
  });

  test("has an id of letters, digits and a few signs", async () => {
    await refused(() => program("a/b", COMMAND), "BAD_ID");
    await refused(() => program("", COMMAND), "BAD_ID");
  });

  test("says what an option was probably meant to be", async () => {
    const meant: readonly (readonly [options: object, says: RegExp])[] = [
      [{ ready: "start" }, /Did you mean "spawn"\?$/],
      [{ stopSignal: "int" }, /Did you mean "SIGINT"\?$/],
      [{ stopSignal: "SIGTREM" }, /Did you mean "SIGTERM"\?$/],
      [{ stdout: "event" }, /Did you mean "events"\?$/],
      [{ stdout: {} }, /option "stdout\.file" is missing in /],
      [{ ready: { line: "a", prot: 80 } }, /no option "prot" in "ready": did you mean "port"\?/],
      [{ ready: { port: 80, host: "" } }, /option "ready\.host" is ''/],
      [{ umask: "027" }, /Did you mean 0o027\?$/],
      [{ umask: "0022" }, /Did you mean 0o022\?$/],
      [{ stop_signal: "SIGINT" }, /no option "stop_signal": did you mean "stopSignal"\?/],
    ];
    for (const [options, says] of meant)
      assert.match((await refused(() => program("tool", COMMAND, options), "BAD_OPTION")).message, says);
  });

  test("names the variable that is none, and shows the content of none", async () => {
    const others = { DB_PASSWORD: "hunter2" };
    for (const [env, says] of [
      [{ ...others, PORT: 8080 }, /option "env" is an object whose 'PORT' is a number: expected/],
      [{ ...others, ON: true }, /an object whose 'ON' is a boolean:/],
      [{ ...others, KEYS: ["hunter2"] }, /an object whose 'KEYS' is a list:/],
      [{ ...others, KEY: "hunter2\0" }, /an object whose 'KEY' is a text with the character 0:/],
      [{ ...others, "KEY=hunter2": "" }, /an object with a name that has "=", 'KEY=…':/],
      [{ ...others, "": "" }, /an object with a variable that has no name:/],
      [["KEY=hunter2"], /option "env" is a list: expected/],
      ["KEY=hunter2", /option "env" is a text: expected/],
      [null, /option "env" is null: expected/],
    ] as const) {
      const error = await refused(() => program("tool", COMMAND, { env: env as never }), "BAD_OPTION");
      assert.match(error.message, says);
      assert.doesNotMatch(JSON.stringify([error.message, error.details]), /hunter2|8080/);
    }
  });

  test("has options that go together", async () => {
    const clashes: readonly (readonly [options: ProgramOptions, names: readonly string[], says: string])[] = [
      [
        { ready: { line: "up" }, stdout: "inherit", stderr: { file: "err" } },
        ["ready.line", "stdout"],
        `tool: options "ready.line" and "stdout" do not go together: "ready.line" is 'up', and "stdout" is 'inherit'; only what `,
      ],
      [
        { stdout: { file: "out", rotate: { keep: 3 } }, stderr: { file: "out" } },
        ["stdout", "stderr"],
        `tool: options "stdout" and "stderr" do not go together: "stdout" is { file: 'out', rotate: { keep: 3 } }, and `,
      ],
      [
        { stopSignal: "SIGINT", shutdown: "brutal" },
        ["stopSignal", "shutdown"],
        `tool: options "stopSignal" and "shutdown" do not go together: "stopSignal" is 'SIGINT', and "shutdown" is 'brutal'; `,
      ],
      [{ success: [0], fatal: [0] }, ["success", "fatal"], `tool: options "success" and "fatal" do not go together: `],
    ];
    for (const [options, names, says] of clashes) {
      const { message, details } = await refused(() => program("tool", COMMAND, options), "BAD_COMBINATION");
      assert.ok(message.startsWith(says), message);
      assert.deepEqual(details["options"], names);
    }
    program("tool", COMMAND, { ready: { line: "up" }, stdout: "inherit" });
    program("tool", COMMAND, { stopSignal: "SIGINT", shutdown: 0 });
    program("tool", COMMAND, { stdout: { file: "out", rotate: {} }, stderr: { file: "out", rotate: {} } });
  });

  test("has one rotation for one file, however that is spelt", async () => {
    const rotate = { keep: 3 };
    for (const [cwd, one, other] of [
      ["/var", "out", "./out"],
      ["/var", "logs/../out", "out"],
      ["/var", "/var/out", "out"],
      [undefined, "out", `${process.cwd()}/out`],
      ["logs", "out", `${process.cwd()}/logs/out`],
    ] as const) {
      const outputs = { ...(cwd !== undefined && { cwd }), stdout: { file: one, rotate }, stderr: { file: other } };
      const { details } = await refused(() => program("tool", COMMAND, outputs), "BAD_COMBINATION");
      assert.deepEqual(details["options"], ["stdout", "stderr"]);
      await refused(() => program("tool", new URL("file:///none.js"), outputs), "BAD_COMBINATION");
    }
    program("tool", COMMAND, { cwd: "/var", stdout: { file: "out", rotate }, stderr: { file: "/out" } });
    const outputs = { stdout: { file: "out", rotate }, stderr: { file: "./out" } };
    await refused(() => thread("one", new URL("file:///none.js"), outputs), "BAD_COMBINATION");
  });
});
