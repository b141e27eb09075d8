// A thread that stands still is terminated and grows back, while the program around it goes on.
import { describeEvent, module, start, supervisor, thread } from "coppice";

const search = module<typeof import("./thread-search.ts")>(new URL("./thread-search.ts", import.meta.url));

const lab = supervisor("lab", [
  thread("search", search, { args: { from: 1_000 }, heartbeat: "1s", shutdown: "100ms", maxHeapMb: 64 }),
]);

const app = await start(lab);
let ticks = 0;
const clock = setInterval(() => (ticks += 1), 10);

for await (const event of app.stream({ severity: "info" })) {
  if (event.type === "gap") continue;
  console.log(describeEvent(event));
  if (event.type === "child.started") break;
}

clearInterval(clock);
console.log(ticks > 10 ? "the clock went on meanwhile" : "the clock stood still");
await app.stop();
