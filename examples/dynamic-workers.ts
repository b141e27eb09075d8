// Workers that come and go: each made on demand from a template, at most three at a time, forgotten once it is done.
import { once } from "node:events";
import { type Context, dynamicSupervisor, isCoppiceError, start, supervisor, task } from "coppice";

/** Opens when the work on a file may end: here the program decides, elsewhere the work does. */
const gates = new Map<string, PromiseWithResolvers<void>>();

async function resize(file: string, { incarnation, signal }: Context): Promise<void> {
  await Promise.race([gates.get(file)?.promise, once(signal, "abort")]);
  if (file === "half.png" && incarnation === 1) throw new Error("half a file");
}

const workers = dynamicSupervisor("workers", {
  maxChildren: 3,
  // Transient: after a failure it is tried again, and once it has ended well it is gone.
  template: (file: string) => task("resize", (ctx) => resize(file, ctx), { restart: "transient" }),
});

const app = await start(supervisor("gallery", [workers]));
const pool = app.child("workers");

async function begin(file: string): Promise<void> {
  gates.set(file, Promise.withResolvers());
  try {
    // The worker is called as its file; without an id it would be resize-1, resize-2, ….
    const worker = await pool.startChild(file, { id: file });
    console.log(`${file}: ${worker.info().state}`);
  } catch (error) {
    if (!isCoppiceError(error)) throw error;
    console.log(`${file}: ${error.code}, ask again later`);
  }
}

/** Lets the work on a file end, and resolves when its worker is gone. */
async function finish(file: string): Promise<void> {
  const events = app.stream();
  gates.get(file)?.resolve();
  for await (const event of events) {
    if (event.type === "child.restarting") console.log(`${file}: failed, and is tried again`);
    if (event.type === "child.removed") break;
  }
  console.log(`${file}: done; ${pool.countChildren().active} at work`);
}

await begin("lake.png");
await begin("half.png");
await begin("moon.png");
await begin("tree.png");
await finish("lake.png");
await begin("tree.png");
await finish("half.png");

// In the fluent words: some that are started together or not at all, beside the pool.
const guards = await app
  .children("guard", 2)
  .restart("permanent")
  .spawnBatchWith((_index, { signal }) => once(signal, "abort"));
console.log(`on guard: ${guards.list.map(({ id }) => id).join(", ")}`);

const { children = [] } = await app.stop();
const left = children.flatMap(({ children: workersLeft = [] }) => workersLeft);
console.log(`stopped together: ${left.map(({ id }) => id).join(", ")}`);
