import type { App, MessageOf } from "../../src/index.ts";
import type { Ref } from "../../src/actor/ref.ts";
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
