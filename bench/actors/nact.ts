import { importPeer } from "../../scripts/peers.ts";
import { heapInUse } from "../harness/garbage.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import type { Actors } from "./system.ts";

type NactRef = object;

/** As much of nact as is measured. */
interface Nact {
  readonly start: () => NactRef;
  readonly stop: (ref: NactRef) => void;
  readonly spawnStateless: (parent: NactRef, handle: (message: never, ctx: never) => unknown, name?: string) => NactRef;
  readonly dispatch: (ref: NactRef, message: unknown) => void;
  readonly query: (ref: NactRef, message: (sender: NactRef) => unknown, timeout: number) => Promise<unknown>;
}

/** Actors of nact, without state of their own: its cheapest. */
export async function nactActors(): Promise<Actors> {
  const { start, stop, spawnStateless, dispatch, query } = await importPeer<Nact>("nact");
  return {
    async tell(bursts, messages) {
      let handled: () => void = () => undefined;
      let count = 0;
      const system = start();
      const counter = spawnStateless(system, ({ by }: { readonly by: number }) => {
        count += by;
        if (count % messages === 0) handled();
      });
      const elapsed = stopwatch();
      for (let burst = 0; burst < bursts; burst += 1) {
        for (let index = 0; index < messages; index += 1) dispatch(counter, { by: 1 });
        await new Promise<void>((resolve) => (handled = resolve));
      }
      const took = elapsed();
      stop(system);
      return took;
    },
    async ask(asks) {
      let count = 0;
      const system = start();
      const counter = spawnStateless(system, ({ sender }: { readonly sender: NactRef }) => dispatch(sender, (count += 1)));
      const elapsed = stopwatch();
      for (let index = 0; index < asks; index += 1) await query(counter, (sender) => ({ sender }), 5_000);
      const took = elapsed();
      stop(system);
      return took;
    },
    async fanIn(senders, messages) {
      const { promise, resolve } = Promise.withResolvers<void>();
      let left = senders * messages;
      const system = start();
      const sink = spawnStateless(system, () => {
        left -= 1;
        if (left === 0) resolve();
      });
      const sources = Array.from({ length: senders }, () =>
        spawnStateless(system, () => {
          for (let message = 0; message < messages; message += 1) dispatch(sink, { type: "take" });
        }),
      );
      const elapsed = stopwatch();
      for (const source of sources) dispatch(source, { type: "go" });
      await promise;
      const took = elapsed();
      stop(system);
      return took;
    },
    async ring(actors, hops) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const system = start();
      const refs: NactRef[] = Array.from({ length: actors }, (_, index) =>
        spawnStateless(system, ({ left }: { readonly left: number }) => {
          if (left === 0) resolve();
          else dispatch(refs[(index + 1) % actors] as NactRef, { left: left - 1 });
        }),
      );
      const elapsed = stopwatch();
      dispatch(refs[0] as NactRef, { left: hops });
      await promise;
      const took = elapsed();
      stop(system);
      return took;
    },
    spawnAndStop(actors) {
      const elapsed = stopwatch();
      const system = start();
      for (let index = 0; index < actors; index += 1) spawnStateless(system, () => undefined, `actor-${index}`);
      stop(system);
      return Promise.resolve(elapsed());
    },
    bytes(actors) {
      const before = heapInUse();
      const system = start();
      for (let index = 0; index < actors; index += 1) spawnStateless(system, () => undefined, `actor-${index}`);
      const grown = heapInUse() - before;
      stop(system);
      return Promise.resolve(grown / actors);
    },
  };
}
