// A tree of shell scripts as programs. With `--kill-after` it ends itself by SIGKILL, so many milliseconds after it began to start them;
// with `--kill-when-made` as soon as the process of the first one is there, whatever that has come to.
import { program, start, supervisor } from "coppice";

const [first = "", ...rest] = process.argv.slice(2);
const [, delay] = /^--kill-after=(\d+)$/.exec(first) ?? [];
const whenMade = first === "--kill-when-made";
const scripts = delay === undefined && !whenMade ? [first, ...rest] : rest;

const programs = scripts.map((script, index) =>
  program(`program-${index}`, ["sh", "-c", script], { stdout: "inherit", stderr: "inherit" }),
);
const end = (): void => void process.kill(process.pid, "SIGKILL");
if (delay !== undefined) setTimeout(end, Number(delay));
await start(supervisor("root", { boot: "concurrent" }, programs), {
  listen: (source) => source.subscribe(({ type }) => whenMade && type === "child.started" && end()),
});
