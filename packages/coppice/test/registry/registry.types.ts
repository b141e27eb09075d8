import { actor, type Context, type Recipient, type Ref, registry } from "../../src/index.ts";
import type { ProtocolOf } from "../../src/index.ts";

const member = actor("member", { receive: { say: ({ text }: { text: string }) => text.length } });
const other = actor("other", { receive: { add: ({ by }: { by: number }) => by } });
type Member = ProtocolOf<typeof member>;
const names = registry("names").of<Member, { since: number }>();

declare const ctx: Context;
declare const memberRef: Ref<Member>;
declare const otherRef: Ref<ProtocolOf<typeof other>>;

export const id: "names" = names.id;
const known = ctx.use(names);
known.register(memberRef, "alice", { since: 3 });
known.register(ctx, "alice");
export const found: Ref<Member> | undefined = known.lookup("alice");
export const via: Recipient<Member> = known.via("alice");
export const reply: Promise<number> = via.ask({ type: "say", text: "hello" });
export const since: number | undefined = known.lookupAll("alice")[0]?.meta?.since;
known.dispatch("alice", { type: "say", text: "hello" });
ctx.use(registry("any")).register(otherRef, "bob");
// @ts-expect-error: another protocol
known.register(otherRef, "bob");
// @ts-expect-error: no such metadata
known.register(memberRef, "alice", { until: 3 });
// @ts-expect-error: no such message
via.tell({ type: "shout" });
// @ts-expect-error: nor with such content
known.dispatch("alice", { type: "say", text: 7 });
