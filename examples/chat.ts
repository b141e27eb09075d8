// A chat by topics, whose members crash at random. A member sees what is said in its room in order, none of it twice; what is said while it restarts waits for
// it, and only the message at which it crashed is missing: that one is a dead letter.
import { actor, start, supervisor, topics } from "coppice";
import { virtualRuntime } from "coppice/testing";

interface Said {
  readonly type: "said";
  readonly number: number;
}

const [, , seed = "1"] = process.argv;
const SAID = 200;

const runtime = virtualRuntime({ seed: Number(seed) });
const rooms = topics("rooms").of<{ [room: `room.${string}`]: Said }>();
const seen = new Map<string, number[]>();
let crashes = 0;

const members = ["ann", "bob", "cleo"].map((name) => {
  const its: number[] = [];
  seen.set(name, its);
  return actor(name, {
    receive: {
      said: ({ number }: Said) => {
        if (runtime.random() < 0.05) {
          crashes += 1;
          throw new Error("crashed for the sake of the example");
        }
        its.push(number);
      },
    },
  });
});

const chat = supervisor("chat", { intensity: { restarts: 10_000, within: "1s" } }, [rooms, ...members]);
const app = await start(chat, { runtime });
for (const member of members) app.use(rooms).subscribe(app.ref(member), "room.*");

for (let number = 0; number < SAID; number += 1) {
  app.use(rooms).tell("room.kitchen", { type: "said", number });
  if (runtime.random() < 0.3) await runtime.advance("1ms");
}
await runtime.advance("1m");

const all = Array.from(seen.values());
const inOrder = all.every((its) => its.every((number, at) => at === 0 || number > (its[at - 1] ?? 0)));
const missing = all.reduce((sum, its) => sum + SAID - its.length, 0);
console.log(inOrder ? "everybody saw it in order, and nothing twice" : "out of order");
console.log(
  missing === crashes && app.deadLetters.failed === crashes ? "missing: only what crashed its reader" : `${missing} missing`,
);
console.log(crashes > 5 ? "many crashes" : "few crashes");
await app.stop();
