// Programs as children, seen dying and growing back: one that is killed from outside, one that is deaf, one that is tidy.
import { describeExit, program, start, supervisor, task } from "coppice";

// Each could be any executable. What they print are events, and a line of it says when they are ready.
const worker = program("worker", ["sh", "-c", "echo at work; exec sleep 1000"], { ready: { line: "at work" } });
const deaf = program("deaf", ["sh", "-c", `trap "" TERM; echo I hear nothing; while :; do sleep 1; done`], {
  ready: { line: "nothing" },
  shutdown: "100ms",
});
const tidy = program("tidy", ["sh", "-c", `trap "echo goodbye; exit 0" TERM; echo hello; while :; do sleep 0.1; done`], {
  ready: { line: "hello" },
});

const mill = supervisor("mill", [worker, deaf, tidy]);

const app = await start(mill, {
  listen: (source) =>
    source.subscribe((event) => {
      if (event.type === "program.stdout") console.log(`${event.path}, life ${event.incarnation}: ${event.line}`);
      if (event.type === "child.exited") console.log(`${event.path} ${describeExit(event.exit)}`);
    }),
});

// As somebody would, or the kernel when memory is short.
const kill = task("kill", async ({ use }) => void process.kill(use(worker).pid, "SIGKILL"), { restart: "temporary" });
const growsBack = app.stream();
await app.startChild(kill);
for await (const event of growsBack) {
  if (event.type === "child.started" && event.path === "mill/worker") break;
}

await app.stop();
