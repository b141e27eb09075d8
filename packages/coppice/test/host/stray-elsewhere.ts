// A tree in fault domains whose children are made from modules and live in each way. Each leaves a rejection behind, which a listener of its own hears
// where it has one. Prints how each ended.
import { fromModule, type Isolation, start, supervisor } from "coppice";

const REJECTS = "export default async () => { void Promise.reject(new Error('astray')); await new Promise(() => {}); }";
const LISTENS = `process.on("unhandledRejection", () => {}); ${REJECTS}`;
const module = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
const KINDS = ["loop", "thread", "process"] satisfies Isolation[];
const children = KINDS.flatMap((isolation) => [
  fromModule(isolation, module(REJECTS), { isolation, restart: "temporary", shutdown: "10ms" }),
  ...(isolation === "loop"
    ? []
    : [fromModule(`${isolation}-listens`, module(LISTENS), { isolation, restart: "temporary", shutdown: "10ms" })]),
]);
const exits: Record<string, unknown> = {};
const all = Promise.withResolvers<void>();
const app = await start(supervisor("root", { boot: "concurrent" }, children), {
  strayErrors: true,
  listen: (events) =>
    events.subscribe((event) => {
      if (event.type !== "child.exited" || event.exit.type !== "failed") return;
      exits[event.path] = [event.exit.error.message, event.exit.stray];
      if (Object.keys(exits).length === children.length) all.resolve();
    }),
});
await all.promise;
await app.stop();
process.stdout.write(JSON.stringify(exits));
