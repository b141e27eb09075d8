// A whole tree in a thread shows in the tree of the program: what fails there costs what its own supervisor says, commands go there.
import { describeEvent, module, printTree, start, supervisor, thread } from "coppice";

const press = module<typeof import("./subtree-press.ts")>(new URL("./subtree-press.ts", import.meta.url));

const shop = supervisor("shop", [thread("press", press, { args: { colour: "black" } })]);

const app = await start(shop);
console.log(printTree(app));

const events = app.stream({ severity: "info" });
await app.child("press/jobs").startChild("a leaflet");
for await (const event of events) {
  if (event.type === "gap") continue;
  console.log(describeEvent(event));
  if (event.type === "child.started" && event.path === "shop/press/ink") break;
}

await app.child("press").stopChild("ink");
console.log(printTree(app));

const report = await app.stop();
for (const { path, exit } of report.children?.[0]?.children ?? []) console.log(`${path}: ${exit?.type}`);
