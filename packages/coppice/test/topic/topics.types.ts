import { actor, type Context, type ProtocolOf, type Ref, topics } from "../../src/index.ts";

interface Created {
  readonly type: "created";
  readonly order: number;
}
interface Paid {
  readonly type: "paid";
  readonly sum: number;
}
interface Said {
  readonly type: "said";
  readonly text: string;
}

const bus = topics("bus").of<{ "order.created": Created; "order.paid": Paid; [room: `room.${string}`]: Said }>();
const clerk = actor("clerk", {
  receive: { created: ({ order }: Created) => order, paid: ({ sum }: Paid) => sum },
});
const half = actor("half", { receive: { created: ({ order }: Created) => order } });

declare const ctx: Context;
declare const clerkRef: Ref<ProtocolOf<typeof clerk>>;
declare const halfRef: Ref<ProtocolOf<typeof half>>;

export const id: "bus" = bus.id;
const its = ctx.use(bus);
its.tell("order.created", { type: "created", order: 1 });
void its.publish("room.kitchen", { type: "said", text: "hello" });
its.subscribe(clerkRef, "order.*");
its.subscribe(clerkRef, "order.paid", { filter: (message) => message.sum > 3 });
its.subscribe(halfRef, "order.created");
its.listen(ctx, "room.*", (message, topic) => message.text + topic);
its.listen(ctx, "room.kitchen", ({ text }) => text);
its.listen(ctx, ">", (message: Created | Paid | Said) => message.type);
export async function read(): Promise<void> {
  for await (const { message } of its.stream(ctx, "order.>")) if (message.type === "paid") void message.sum;
}
// @ts-expect-error: what waits for a listener has no priorities
its.stream(ctx, "order.>", { priorities: true });
// @ts-expect-error: it does not take all messages of the pattern
its.subscribe(halfRef, "order.*");
// @ts-expect-error: no topic is covered
its.subscribe(clerkRef, "orders.*");
// @ts-expect-error: no such topic
its.tell("order.lost", { type: "created", order: 1 });
// @ts-expect-error: another topic's message
its.tell("order.paid", { type: "created", order: 1 });
// @ts-expect-error: another pattern's message
its.listen(ctx, "room.*", (message) => message.sum);
