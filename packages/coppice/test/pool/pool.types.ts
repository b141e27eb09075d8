import { type App, pool, type Recipient, supervisor } from "../../src/index.ts";

const team = pool("team", () => ({ receive: { square: ({ of }: { of: number }) => of * of } }), {
  size: 2,
  route: { key: (message) => String(message.of) },
});
const shop = supervisor("shop", [team]);
declare const app: App<typeof shop>;

const its = app.use(team);
export const reply: Promise<number> = its.ask({ type: "square", of: 3 });
export const recipient: Recipient<{ square: (message: { of: number }) => number }> = its;
export const one: Promise<number> = app.ref("shop/team/1").ask({ type: "square", of: 3 });
void app.child("team").restartChild("1");
// @ts-expect-error: no such message
its.tell({ type: "cube", of: 3 });
// @ts-expect-error: no such route
pool("team", { receive: {} }, { route: "fastest" });
// @ts-expect-error: a key is a text
pool("team", { receive: { a: ({ b }: { b: number }) => b } }, { route: { key: (message) => message.b } });
