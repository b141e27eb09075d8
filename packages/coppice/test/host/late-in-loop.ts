// A tree in fault domains with a child from a module in its event loop, whose first life is over when the top of the module throws. Prints what was told
// of it.
import { fromModule, start, supervisor } from "coppice";

const go = process as unknown as { go?: true };
const MODULE = `import { supervisor } from ${JSON.stringify(import.meta.resolve("coppice"))};
const timer = setInterval(() => { if (process.go) { clearInterval(timer); throw new Error("of the top"); } }, 5);
export default supervisor("made");`;
const child = fromModule("child", `data:text/javascript,${encodeURIComponent(MODULE)}`);
const told = Promise.withResolvers<unknown>();
const app = await start(supervisor("root", [child]), {
  strayErrors: true,
  listen: (events) =>
    events.subscribe((event) => {
      if (event.type === "child.failed-late" || event.type === "child.failing")
        told.resolve([event.type, event.path, event.type === "child.failed-late" && [event.error.message, event.former]]);
    }),
});
await app.stopChild("child");
await app.restartChild("child");
go.go = true;
process.stdout.write(JSON.stringify(await told.promise));
await app.stop();
