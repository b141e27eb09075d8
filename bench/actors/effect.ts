import { importPeer } from "../../scripts/peers.ts";
import { heapInUse } from "../harness/garbage.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import type { Actors } from "./system.ts";

interface Fx<Value = unknown> {
  pipe<Next>(next: (fx: Fx<Value>) => Next): Next;
  [Symbol.iterator](): Iterator<Fx, Value>;
}
interface Fiber {
  readonly [brand: symbol]: never;
}
interface Mailbox<Message> {
  readonly message?: Message;
}
interface Later<Value> {
  readonly value?: Value;
}

/** As much of effect as is measured. */
interface EffectModule {
  readonly Effect: {
    gen<Value>(body: () => Generator<Fx, Value>): Fx<Value>;
    runFork(fx: Fx): Fiber;
    runPromise<Value>(fx: Fx<Value>): Promise<Value>;
    runSync<Value>(fx: Fx<Value>): Value;
    timeout(limit: number): <Value>(fx: Fx<Value>) => Fx<Value>;
    succeed<Value>(value: Value): Fx<Value>;
  };
  readonly Queue: {
    unbounded<Message>(): Fx<Mailbox<Message>>;
    offerUnsafe<Message>(queue: Mailbox<Message>, message: Message): boolean;
    take<Message>(queue: Mailbox<Message>): Fx<Message>;
  };
  readonly Deferred: {
    makeUnsafe<Value>(): Later<Value>;
    doneUnsafe<Value>(later: Later<Value>, fx: Fx<Value>): boolean;
    await<Value>(later: Later<Value>): Fx<Value>;
  };
  readonly Fiber: { interruptAll(fibers: readonly Fiber[]): Fx; interrupt(fiber: Fiber): Fx };
}

/** Actors as effect has them: a queue without a limit, and a fiber that takes one message after another from it. */
export async function effectActors(): Promise<Actors> {
  const { Effect, Queue, Deferred, Fiber } = await importPeer<EffectModule>("effect");

  function spawn<Message>(handle: (message: Message) => void): { readonly queue: Mailbox<Message>; readonly fiber: Fiber } {
    const queue = Effect.runSync(Queue.unbounded<Message>());
    const fiber = Effect.runFork(
      Effect.gen(function* () {
        for (;;) handle(yield* Queue.take(queue));
      }),
    );
    return { queue, fiber };
  }

  const stop = (fibers: readonly Fiber[]): Promise<unknown> => Effect.runPromise(Fiber.interruptAll(fibers));

  return {
    async tell(bursts, messages) {
      let handled: () => void = () => undefined;
      let count = 0;
      const { queue, fiber } = spawn<{ readonly by: number }>(({ by }) => {
        count += by;
        if (count % messages === 0) handled();
      });
      const elapsed = stopwatch();
      for (let burst = 0; burst < bursts; burst += 1) {
        const all = new Promise<void>((resolve) => (handled = resolve));
        for (let index = 0; index < messages; index += 1) Queue.offerUnsafe(queue, { by: 1 });
        await all;
      }
      const took = elapsed();
      await stop([fiber]);
      return took;
    },
    async ask(asks) {
      let count = 0;
      const { queue, fiber } = spawn<Later<number>>((reply) => Deferred.doneUnsafe(reply, Effect.succeed((count += 1))));
      const limit = Effect.timeout(5_000);
      const elapsed = stopwatch();
      await Effect.runPromise(
        Effect.gen(function* () {
          for (let index = 0; index < asks; index += 1) {
            const reply = Deferred.makeUnsafe<number>();
            Queue.offerUnsafe(queue, reply);
            yield* limit(Deferred.await(reply));
          }
        }),
      );
      const took = elapsed();
      await stop([fiber]);
      return took;
    },
    async fanIn(senders, messages) {
      const { promise, resolve } = Promise.withResolvers<void>();
      let left = senders * messages;
      const sink = spawn<{ readonly type: "take" }>(() => {
        left -= 1;
        if (left === 0) resolve();
      });
      const sources = Array.from({ length: senders }, () =>
        spawn<{ readonly type: "go" }>(() => {
          for (let message = 0; message < messages; message += 1) Queue.offerUnsafe(sink.queue, { type: "take" });
        }),
      );
      const elapsed = stopwatch();
      for (const { queue } of sources) Queue.offerUnsafe(queue, { type: "go" });
      await promise;
      const took = elapsed();
      await stop([sink, ...sources].map(({ fiber }) => fiber));
      return took;
    },
    async ring(actors, hops) {
      const { promise, resolve } = Promise.withResolvers<void>();
      type Hop = { readonly left: number };
      const all = Array.from({ length: actors }, (_, index) =>
        spawn<Hop>(({ left }) => {
          if (left === 0) resolve();
          else Queue.offerUnsafe(all[(index + 1) % actors]?.queue as Mailbox<Hop>, { left: left - 1 });
        }),
      );
      const elapsed = stopwatch();
      Queue.offerUnsafe(all[0]?.queue as Mailbox<Hop>, { left: hops });
      await promise;
      const took = elapsed();
      await stop(all.map(({ fiber }) => fiber));
      return took;
    },
    async spawnAndStop(actors) {
      const elapsed = stopwatch();
      const all = Array.from({ length: actors }, () => spawn(() => undefined));
      await stop(all.map(({ fiber }) => fiber));
      return elapsed();
    },
    async bytes(actors) {
      const before = heapInUse();
      const all = Array.from({ length: actors }, () => spawn(() => undefined));
      const grown = heapInUse() - before;
      await stop(all.map(({ fiber }) => fiber));
      return grown / actors;
    },
  };
}
