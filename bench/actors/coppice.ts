import { actor, type Ref, start, supervisor } from "coppice";
import { heapInUse } from "../harness/garbage.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import type { Actors } from "./system.ts";

const ROOMY = { mailbox: { capacity: Number.POSITIVE_INFINITY } } as const;

/** Actors of this library, with everything on as it is by default. */
export const coppiceActors: Actors = {
  async tell(bursts, messages) {
    let handled: () => void = () => undefined;
    let count = 0;
    const counter = actor(
      "counter",
      {
        receive: {
          add: ({ by }: { readonly by: number }) => {
            count += by;
            if (count % messages === 0) handled();
          },
        },
      },
      ROOMY,
    );
    const app = await start(supervisor("root", [counter]));
    const ref = app.ref(counter);
    const elapsed = stopwatch();
    for (let burst = 0; burst < bursts; burst += 1) {
      for (let index = 0; index < messages; index += 1) ref.tell({ type: "add", by: 1 });
      await new Promise<void>((resolve) => (handled = resolve));
    }
    const took = elapsed();
    await app.stop();
    return took;
  },
  async ask(asks) {
    let count = 0;
    const counter = actor("counter", { receive: { next: (): number => (count += 1) } });
    const app = await start(supervisor("root", [counter]));
    const ref = app.ref(counter);
    const elapsed = stopwatch();
    for (let index = 0; index < asks; index += 1) await ref.ask({ type: "next" });
    const took = elapsed();
    await app.stop();
    return took;
  },
  async fanIn(senders, messages) {
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = senders * messages;
    const sink = actor(
      "sink",
      {
        receive: {
          take: () => {
            left -= 1;
            if (left === 0) resolve();
          },
        },
      },
      ROOMY,
    );
    const sources = Array.from({ length: senders }, (_, index) =>
      actor(`source-${index}`, (ctx) => {
        const to = ctx.ref(sink);
        return {
          receive: {
            go: () => {
              for (let message = 0; message < messages; message += 1) to.tell({ type: "take" });
            },
          },
        };
      }),
    );
    const app = await start(supervisor("root", [sink, ...sources]));
    const refs = sources.map((source) => app.ref(source));
    const elapsed = stopwatch();
    for (const ref of refs) ref.tell({ type: "go" });
    await promise;
    const took = elapsed();
    await app.stop();
    return took;
  },
  async ring(actors, hops) {
    const { promise, resolve } = Promise.withResolvers<void>();
    const refs: Ref<{ readonly hop: (message: { readonly left: number }) => void }>[] = [];
    const specs = Array.from({ length: actors }, (_, index) =>
      actor(`link-${index}`, {
        receive: {
          hop: ({ left }: { readonly left: number }) => {
            if (left === 0) resolve();
            else refs[(index + 1) % actors]?.tell({ type: "hop", left: left - 1 });
          },
        },
      }),
    );
    const app = await start(supervisor("root", specs));
    for (const spec of specs) refs.push(app.ref(spec));
    const elapsed = stopwatch();
    refs[0]?.tell({ type: "hop", left: hops });
    await promise;
    const took = elapsed();
    await app.stop();
    return took;
  },
  async spawnAndStop(actors) {
    const elapsed = stopwatch();
    const app = await start(supervisor("root", idle(actors)));
    await app.stop();
    return elapsed();
  },
  async bytes(actors) {
    const before = heapInUse();
    const app = await start(supervisor("root", idle(actors)));
    const grown = heapInUse() - before;
    await app.stop();
    return grown / actors;
  },
};

function idle(actors: number): ReturnType<typeof actor>[] {
  return Array.from({ length: actors }, (_, index) => {
    const name = `actor-${index}`;
    return actor(name, () => ({ receive: { nothing: () => undefined } })) as unknown as ReturnType<typeof actor>;
  });
}
