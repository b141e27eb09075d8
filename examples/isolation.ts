// One module in the event loop, in a thread and in a process: one word apart. In the latter two it may even call process.exit.
import { describeEvent, fromModule, module, start, supervisor } from "coppice";

const worker = module<typeof import("./isolation-worker.ts")>(new URL("./isolation-worker.ts", import.meta.url));
const main = process.pid;

const lab = supervisor("lab", { strategy: "one-for-one" }, [
  fromModule("here", worker, { isolation: "loop", args: { main } }),
  fromModule("apart", worker, { isolation: "thread", args: { main, wild: true } }),
  fromModule("far", worker, { isolation: "process", args: { main, wild: true } }),
]);

const told = new Map<string, string[]>();
const again = new Set<string>();
const both = Promise.withResolvers<void>();
const app = await start(lab, {
  listen: (events) =>
    events.subscribe(
      (event) => {
        told.set(event.path, [...(told.get(event.path) ?? []), describeEvent(event)]);
        if (event.type === "child.started" && event.incarnation === 2) again.add(event.path);
        if (again.size === 2) both.resolve();
      },
      { severity: "info" },
    ),
});
await both.promise;
for (const path of ["lab/here", "lab/apart", "lab/far"]) console.log(told.get(path)?.join("\n"));

const { children = [] } = await app.stop();
for (const { path, exit } of children) console.log(path, exit && JSON.stringify(exit));
