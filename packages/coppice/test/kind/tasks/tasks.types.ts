import {
  type Context,
  type Down,
  partitionSupervisor,
  type Ref,
  type RunningTask,
  actor,
  type App,
  service,
  supervisor,
  task,
  taskSupervisor,
  type TaskOutcome,
} from "../../../src/index.ts";

const tasks = taskSupervisor("tasks");
const carts = partitionSupervisor(
  "carts",
  actor("cart", () => ({ receive: { add: ({ item }: { item: string }) => item.length } })),
);
const stores = partitionSupervisor(
  "stores",
  service("store", () => ({ start: () => undefined, stop: () => undefined, size: 1 })),
);
const pools = partitionSupervisor("pools", taskSupervisor("pool"));
const shop = supervisor("shop", [tasks, carts, stores, pools, task("work", async () => undefined)]);
declare const app: App<typeof shop>;
declare const ctx: Context;

export const answer: RunningTask<number> = ctx.use(tasks).async(async ({ signal }) => (signal.aborted ? 1 : 2));
export const direct: RunningTask<string> = app.use(tasks).asyncNoLink(() => "now");
export const result: Promise<number> = answer.within("5s");
export async function pages(): Promise<void> {
  for await (const outcome of ctx.use(tasks).stream(["a", "b"], async (url, { sleep }, index) => {
    await sleep(index);
    return url.length;
  })) {
    const typed: TaskOutcome<string, number> = outcome;
    if (typed.ok) typed.value satisfies number;
    else typed.input satisfies string;
  }
}
export const inPool: Promise<number> = ctx
  .use(pools)
  .for("key")
  .async(() => 1).result;
export const ref: Ref<{ add: (message: { item: string }) => number }> = app.use(carts).for("anna");
export const length: Promise<number> = ref.ask({ type: "add", item: "tea" });
export const size: number = app.use(stores).for(1).size;
app.child("carts/p-1").info();
ctx.monitor("shop/carts/p-1", (down: Down) => down.exit);
ctx.monitor(tasks);
ctx.link(ref).unlink();

// @ts-expect-error: partitions are p-0, p-1 …
app.child("carts/cart").info();
// @ts-expect-error: a key is a text or a number
app.use(carts).for({});
// @ts-expect-error: the result is a number
export const wrong: RunningTask<string> = ctx.use(tasks).async(async () => 1);
// @ts-expect-error: no such option
ctx.use(tasks).stream([1], async () => 1, { parallel: 2 });
// @ts-expect-error: a task supervisor is always one-for-one
taskSupervisor("bad", { strategy: "one-for-all" });
// @ts-expect-error: no such option
partitionSupervisor("bad", tasks, { partition: 2 });
// @ts-expect-error: an id alone says nothing of the tree
ctx.link(1);
