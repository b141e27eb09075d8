import type { App, MessageOf, StandardSchema } from "../../src/index.ts";
import type { Ref } from "../../src/actor/ref.ts";
import { inspect, resume, suspend } from "../../src/actor/system-calls.ts";
import { start } from "../../src/app/start.ts";
import { actor } from "../../src/spec/actor.ts";
import { supervisor } from "../../src/spec/supervisor.ts";
import { task } from "../../src/spec/task.ts";

const counter = actor("counter", () => ({
  receive: {
    add: ({ by }: { by: number }) => by,
    name: async () => "counter",
    reset: () => undefined,
  },
}));
const shop = supervisor("shop", [supervisor("inner", [counter]), task("work", async () => undefined)]);
declare const app: App<typeof shop>;

const ref = app.ref(counter);
type Message = MessageOf<typeof ref extends Ref<infer Protocol> ? Protocol : never>;
export const messages: readonly Message[] = [{ type: "add", by: 1 }, { type: "name" }, { type: "reset" }];
export const sum: Promise<number> = ref.ask({ type: "add", by: 1 });
export const name: Promise<string> = ref.ask({ type: "name" });
export const byPath: Promise<number> = app.ref("shop/inner/counter").ask({ type: "add", by: 1 });
// @ts-expect-error: no such path
app.ref("shop/inner/countr");
// @ts-expect-error: from the root on
app.ref("inner/counter");
// @ts-expect-error: no such message
ref.tell({ type: "ad", by: 1 });
// @ts-expect-error: nor with such content
ref.tell({ type: "add", by: "one" });
// @ts-expect-error: nor without it
void ref.send({ type: "add" });
// @ts-expect-error: the reply is a number
export const wrong: Promise<string> = ref.ask({ type: "add", by: 1 });
// @ts-expect-error: a handler answers what it likes, onError does not
actor("bad", { receive: {}, onError: () => "ignore" });
// @ts-expect-error: no such overflow
actor("bad", { receive: {} }, { mailbox: { overflow: "drop" } });

const schema: StandardSchema<{ by: number }> = { "~standard": { version: 1, vendor: "here", validate: () => ({ issues: [] }) } };
actor("taught", { receive: { add: ({ by }: { by: number }) => by } }, { accepts: { add: schema } });
// @ts-expect-error: a schema of another message
actor("taught", { receive: { add: ({ by }: { by: string }) => by } }, { accepts: { add: schema } });
// @ts-expect-error: no such message
actor("taught", { receive: { add: ({ by }: { by: number }) => by } }, { accepts: { ad: schema } });
// @ts-expect-error: no such member of what an actor's children are treated by
actor("bad", { receive: {} }, { children: { strategy: "one-for-all" } });
// @ts-expect-error: no order of that name
actor("bad", { receive: {} }, { mailbox: { priorities: "high" } });

export const accepted: Promise<Message> = ref.accept(JSON.parse("{}"));
// @ts-expect-error: what it accepts is a message of its protocol
export const strange: Promise<{ type: "ad" }> = ref.accept({});

ref.tell({ type: "reset" }, { priority: "critical", ttl: "1s", correlationId: 1, replyTo: ref });
export const urgent: Promise<number> = ref.ask({ type: "add", by: 1 }, { priority: "high", timeout: "1s" });
// @ts-expect-error: no such priority
ref.tell({ type: "reset" }, { priority: "urgent" });
// @ts-expect-error: nobody waits at a tell
ref.tell({ type: "reset" }, { timeout: "1s" });
// @ts-expect-error: an address is asked for
ref.tell({ type: "reset" }, { replyTo: 1 });

export const state: Promise<unknown> = inspect(ref, { timeout: "1s" });
export const suspended: readonly Promise<void>[] = [suspend(ref), resume(ref)];
// @ts-expect-error: an address, not a path
void suspend("shop/inner/counter");

export const parent: unknown = actor("parent", (ctx) => ({
  receive: {
    grow: async (): Promise<number> => {
      const child = await ctx.spawn(counter);
      // @ts-expect-error: the child has no such message
      child.tell({ type: "ad" });
      return await child.ask({ type: "add", by: 1 });
    },
    // @ts-expect-error: what is spawned is a spec
    fail: async () => await ctx.spawn("counter"),
    read: (): string | number | undefined => ctx.envelope.correlationId,
    // @ts-expect-error: nothing of it can be changed
    write: () => (ctx.envelope.priority = "low"),
  },
}));

void start(shop, {
  limits: { children: 10, mailbox: { capacity: 5 }, askTimeout: "1s", startTimeout: "1s", shutdown: "brutal" },
});
// @ts-expect-error: no such limit
void start(shop, { limits: { actors: 10 } });
