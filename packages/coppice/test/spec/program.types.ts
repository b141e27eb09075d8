import { type Context, type FedProgram, program, type ProgramReady, type ProgramSpec, type RunningProgram } from "coppice";

declare const ctx: Context;
const url = new URL("file:///x.js");

// What is written to is there where the spec says so, and nowhere else.
const fed = program("a", ["cat"], { stdin: "pipe", shutdown: "1s" });
fed satisfies ProgramSpec<"a", FedProgram>;
fed satisfies ProgramSpec;
ctx.use(fed).stdin.write("text");
ctx.use(program("a", url, { stdin: "pipe", maxMemoryMb: 100 })).stdin.write("text");
ctx.use(program("a", ["cat"])) satisfies RunningProgram;
// @ts-expect-error -- it has no input
ctx.use(program("a", ["cat"], { shutdown: "1s" })).stdin.write("text");
// @ts-expect-error -- its input is a file
ctx.use(program("a", ["cat"], { stdin: { file: "in" } })).stdin.write("text");
// @ts-expect-error -- so has this one
ctx.use(program("a", url, { maxMemoryMb: 100 })).stdin.write("text");
// Nobody knows yet.
ctx.use(program("a", ["cat"], { stdin: "pipe" as "pipe" | "ignore" })).stdin?.write("text");
// @ts-expect-error -- there is no such input
program("a", ["cat"], { stdin: "events" });
// @ts-expect-error -- there is no such option
program("a", ["cat"], { stdin: "pipe", shutdwon: "1s" });

program("a", ["true"], { stopSignal: "SIGUSR2" });
// @ts-expect-error -- it would not be asked
program("a", ["true"], { stopSignal: "SIGKILL" });
// @ts-expect-error -- it would not end
program("a", ["true"], { stopSignal: "SIGSTOP" });

// It is ready by one sign.
for (const ready of [
  "spawn",
  { line: /up/ },
  { port: 80 },
  { port: 80, host: "::1" },
  { file: "a" },
  { notify: true },
] as const) {
  program("a", ["true"], { ready });
}
declare const some: ProgramReady;
program("a", ["true"], { ready: some });
// @ts-expect-error -- by two
program("a", ["true"], { ready: { line: "up", port: 80 } });
// @ts-expect-error -- a file is on no host
program("a", ["true"], { ready: { file: "a", host: "::1" } });
// @ts-expect-error -- by two
program("a", ["true"], { ready: { notify: true, file: "a" } });
// @ts-expect-error -- by none
program("a", ["true"], { ready: {} });
