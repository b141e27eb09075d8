import { importPeer } from "../../../scripts/peers.ts";
import { culprit } from "../jobs/culprit.ts";
import { NO_CHANNEL, type System } from "./system.ts";

type Effect = object;
interface EffectModule {
  readonly tryPromise: (run: () => Promise<unknown>) => Effect;
  readonly sync: (run: () => unknown) => Effect;
  readonly retry: (effect: Effect, options: { readonly times: number }) => Effect;
  readonly flatMap: (effect: Effect, next: (value: never) => Effect) => Effect;
  readonly forever: (effect: Effect) => Effect;
  readonly runFork: (effect: Effect) => object;
}
interface QueueModule {
  readonly unbounded: () => Effect;
  readonly take: (queue: object) => Effect;
  readonly offerUnsafe: (queue: object, value: unknown) => boolean;
}

/** Two fibers. The witness takes questions from a queue; the culprit is retried. */
export const effect: System = {
  name: "effect",
  wall: "loop",
  cannot: NO_CHANNEL,
  raise: async (scene, evil) => {
    const { tryPromise, sync, retry, flatMap, forever, runFork } = await importPeer<EffectModule>("effect/Effect");
    const { unbounded, take, offerUnsafe } = await importPeer<QueueModule>("effect/Queue");
    let questions: object = {};
    const witness = flatMap(unbounded(), (queue: object) => {
      questions = queue;
      return forever(flatMap(take(queue), (reply: () => void) => sync(reply)));
    });
    const guilty = retry(
      tryPromise(() => culprit(scene, evil)),
      { times: 10 },
    );
    runFork(witness);
    runFork(flatMap(guilty, () => sync(() => scene.tell({ type: "answered" }))));
    await scene.serve(() => new Promise<void>((reply) => offerUnsafe(questions, reply)));
  },
};
