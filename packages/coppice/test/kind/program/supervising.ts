// A tree of shell scripts as programs. With `--kill-after` it ends itself by SIGKILL, so many milliseconds after it began to start them.
import { program, start, supervisor } from "coppice";

const [first = "", ...rest] = process.argv.slice(2);
const [, delay] = /^--kill-after=(\d+)$/.exec(first) ?? [];
const scripts = delay === undefined ? [first, ...rest] : rest;

const programs = scripts.map((script, index) =>
  program(`program-${index}`, ["sh", "-c", script], { stdout: "inherit", stderr: "inherit" }),
);
if (delay !== undefined) setTimeout(() => process.kill(process.pid, "SIGKILL"), Number(delay));
await start(supervisor("root", { boot: "concurrent" }, programs));
