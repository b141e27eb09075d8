// A tree in fault domains whose children are made from modules and run in its event loop. Prints how each ended.
import { fromModule } from "coppice";
import { failure, printExits } from "./print-exits.ts";

const SUPERVISED = `import { actor, supervisor, task } from ${JSON.stringify(import.meta.resolve("coppice"))};`;
const MODULES = {
  timer: "export default async () => { setTimeout(() => { throw new Error('astray'); }); await new Promise(() => {}); }",
  rejection: "export default async () => { void Promise.reject(new Error('astray')); await new Promise(() => {}); }",
  import: "setTimeout(() => { throw new Error('too early'); }); await new Promise(() => {});",
  top: "setTimeout(() => { throw new Error('of the top'); }, 20); export default async () => { await new Promise(() => {}); }",
  // Of a tree: an error of its module costs all of it, one of a child there only that.
  haunted: `${SUPERVISED} setTimeout(() => { throw new Error('of nobody there'); }, 20); export default supervisor('haunted');`,
  tree: `${SUPERVISED} export default supervisor('tree', [task('one', async ({ signal, sleep }) => {
    setTimeout(() => { throw new Error('astray below'); });
    await sleep('1h');
  }, { restart: 'temporary' })]);`,
  actor: `${SUPERVISED} export default actor('one', { receive: {}, started: () => { setTimeout(() => { throw new Error('astray in it'); }); } });`,
};
const ids = Object.keys(MODULES) as (keyof typeof MODULES)[];
const children = ids.map((id) =>
  fromModule(id, `data:text/javascript,${encodeURIComponent(MODULES[id])}`, {
    restart: "temporary",
    shutdown: "10ms",
    onStartFailure: "policy",
  }),
);
await printExits(children, failure);
