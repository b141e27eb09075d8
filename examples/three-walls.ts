// A task in the event loop, a thread and a program in one tree: each dies as only it can, grows back, and costs the others nothing.
import { describeEvent, module, program, start, supervisor, task, thread } from "coppice";

const uploads = task("uploads", async ({ incarnation, sleep }) => {
  if (incarnation === 1) {
    setTimeout(() => {
      throw new Error("the line is dead"); // out of reach of its promise
    }, 10);
  }
  await sleep("1h");
});

// Gets lost in an endless loop in its first life.
const search = module<typeof import("./thread-search.ts")>(new URL("./thread-search.ts", import.meta.url));
const primes = thread("primes", search, { args: { from: 1_000 }, heartbeat: "1s", shutdown: "100ms" });

// As an encoder would: it works for long, and says how far it is. It is killed below, as the kernel does when memory is short.
const frames = `frame=0; while :; do frame=$((frame + 1)); echo "frame $frame"; sleep 0.1; done`;
const encoder = program("encoder", ["sh", "-c", frames], { ready: { line: "frame" } });

const told = new Map<string, string[]>();
const grown = Promise.withResolvers<void>();
const back = new Set<string>();
const app = await start(supervisor("studio", [uploads, primes, encoder]), {
  strayErrors: true,
  listen: (events) =>
    events.subscribe((event) => {
      if (event.type !== "child.exited" && event.type !== "child.started") return;
      told.set(event.path, [...(told.get(event.path) ?? []), describeEvent(event)]);
      if (event.type === "child.started" && event.incarnation === 2) back.add(event.path);
      if (back.size === 3) grown.resolve();
    }),
});
process.kill(app.use(encoder).pid, "SIGKILL");
await grown.promise;
for (const { path } of app.whichChildren()) console.log(told.get(path)?.join("\n"));
console.log(
  app
    .whichChildren()
    .map(({ id, restarts }) => `${id}: ${restarts} restart`)
    .join(", "),
);
await app.stop();
