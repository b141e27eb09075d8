// A tree in fault domains whose children are made from modules and live in each way. Each starts a tree of its own, with fault domains, whose child
// leaves an error behind once. Prints which of the outer children failed, and the incarnations of the inner ones.
import { fromModule, type Isolation } from "coppice";
import { printExits } from "./print-exits.ts";

const MODULE = `import { start, supervisor, task } from ${JSON.stringify(import.meta.resolve("coppice"))};
export default async (ctx) => {
  const again = Promise.withResolvers();
  const inner = task("inner", async ({ incarnation, sleep }) => {
    if (incarnation === 1) void Promise.reject(new Error("astray"));
    else again.resolve(incarnation);
    await sleep("1h");
  });
  const app = await start(supervisor("within", [inner]), { strayErrors: true });
  ctx.defer(() => app.stop());
  ctx.shutdown(await again.promise);
};`;
const KINDS = ["loop", "thread", "process"] satisfies Isolation[];
const children = KINDS.map((isolation) =>
  fromModule(isolation, `data:text/javascript,${encodeURIComponent(MODULE)}`, { isolation, restart: "temporary" }),
);
await printExits(children, (exit) => (exit.type === "shutdown" ? exit.info : exit));
