// Three walls in one tree: a program that is fed, as ffmpeg would be, a thread that computes, a task in the event loop. Each dies in its own way,
// costs only those who need it, and grows back.
import { describeExit, printTree, program, start, supervisor, task, thread, type TreeEvent } from "coppice";

const isPluggedIn = Promise.withResolvers<void>();
const isUnplugged = Promise.withResolvers<void>();
const isDone = Promise.withResolvers<void>();

// Any executable that reads its input and writes.
const script = `echo ready; while read -r frame; do echo "$frame is $(printf "$frame" | sha256sum | cut -c1-8)"; done`;
const encoder = program("encoder", ["sh", "-c", script], { stdin: "pipe", ready: { line: "ready" } });

const camera = task("camera", async ({ use, incarnation, sleep }) => {
  await isPluggedIn.promise;
  use(encoder).stdin?.write(`frame ${incarnation}\n`);
  if (incarnation === 1) {
    await isUnplugged.promise;
    throw new Error("unplugged");
  }
  await sleep("1h");
});

// The camera writes to the encoder, so it begins anew with it; of the search neither knows.
const pipeline = supervisor("pipeline", { strategy: "rest-for-one" }, [encoder, camera]);
const search = thread("search", new URL("./grows-back-search.ts", import.meta.url), { maxHeapMb: 32, stdout: "events" });

const app = await start(supervisor("studio", [pipeline, search]), {
  listen: (events) => events.subscribe(hear),
});
await isDone.promise;
console.log(printTree(app));
await app.stop();

/** Says what happens, and makes the next trouble. */
function hear(event: TreeEvent): void {
  if (event.type === "child.exited") console.log(`${event.path} ${describeExit(event.exit)}`);
  if (event.type !== "program.stdout" && event.type !== "thread.stdout") return;
  console.log(`${event.path}: ${event.line}`);
  // The thread is back: now the task fails. It is back: now the program is killed, as the kernel would when memory is short.
  if (event.line === "life 2 forgets") isPluggedIn.resolve();
  if (event.line.startsWith("frame 1")) isUnplugged.resolve();
  if (event.line.startsWith("frame 2")) process.kill(app.use(encoder).pid, "SIGKILL");
  if (event.line.startsWith("frame 3")) isDone.resolve();
}
