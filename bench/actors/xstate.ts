import { importPeer } from "../../scripts/peers.ts";
import { heapInUse } from "../harness/garbage.ts";
import { stopwatch } from "../harness/stopwatch.ts";
import type { Actors } from "./system.ts";

interface Machine {
  readonly [brand: symbol]: never;
}

interface MachineActor {
  start(): MachineActor;
  stop(): void;
  send(event: { readonly type: string }): void;
}

/** As much of xstate as is measured. */
interface XState {
  readonly createMachine: (config: object) => Machine;
  readonly createActor: (machine: Machine) => MachineActor;
}

/** Actors of xstate: machines of one state, with an action for each event. They handle an event before `send` returns. */
export async function xstateActors(): Promise<Actors> {
  const { createMachine, createActor } = await importPeer<XState>("xstate");

  /** An actor that handles one type of event. */
  function handling(type: string, action: (given: { readonly event: never }) => void): MachineActor {
    return createActor(createMachine({ on: { [type]: { actions: action } } })).start();
  }

  return {
    tell(bursts, messages) {
      let count = 0;
      const counter = handling("add", ({ event }: { readonly event: { readonly by: number } }) => (count += event.by));
      const elapsed = stopwatch();
      for (let index = 0; index < bursts * messages; index += 1) counter.send({ type: "add", by: 1 } as never);
      const took = elapsed();
      counter.stop();
      return Promise.resolve(count === bursts * messages ? took : Number.NaN);
    },
    async ask(asks) {
      let count = 0;
      const counter = handling("next", ({ event }: { readonly event: { readonly reply: (value: number) => void } }) =>
        event.reply((count += 1)),
      );
      const elapsed = stopwatch();
      for (let index = 0; index < asks; index += 1) {
        await new Promise((resolve, reject) => {
          const timer = setTimeout(reject, 5_000);
          const reply = (value: number): void => {
            clearTimeout(timer);
            resolve(value);
          };
          counter.send({ type: "next", reply } as never);
        });
      }
      const took = elapsed();
      counter.stop();
      return took;
    },
    fanIn(senders, messages) {
      let left = senders * messages;
      const sink = handling("take", () => (left -= 1));
      const sources = Array.from({ length: senders }, () =>
        handling("go", () => {
          for (let message = 0; message < messages; message += 1) sink.send({ type: "take" });
        }),
      );
      const elapsed = stopwatch();
      for (const source of sources) source.send({ type: "go" });
      const took = elapsed();
      for (const one of [sink, ...sources]) one.stop();
      return Promise.resolve(left === 0 ? took : Number.NaN);
    },
    async ring(actors, hops) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const all: MachineActor[] = Array.from({ length: actors }, (_, index) =>
        handling("hop", ({ event }: { readonly event: { readonly left: number } }) => {
          if (event.left === 0) return resolve();
          const next = all[(index + 1) % actors];
          // A send within a send goes deeper into the stack: from time to time it starts anew.
          const hop = (): void => next?.send({ type: "hop", left: event.left - 1 } as never);
          if (event.left % 100 === 0) queueMicrotask(hop);
          else hop();
        }),
      );
      const elapsed = stopwatch();
      all[0]?.send({ type: "hop", left: hops } as never);
      await promise;
      const took = elapsed();
      for (const one of all) one.stop();
      return took;
    },
    spawnAndStop(actors) {
      const elapsed = stopwatch();
      const machine = createMachine({ on: { nothing: {} } });
      const all = Array.from({ length: actors }, () => createActor(machine).start());
      for (const one of all) one.stop();
      return Promise.resolve(elapsed());
    },
    bytes(actors) {
      const machine = createMachine({ on: { nothing: {} } });
      const before = heapInUse();
      const all = Array.from({ length: actors }, () => createActor(machine).start());
      const grown = heapInUse() - before;
      for (const one of all) one.stop();
      return Promise.resolve(grown / actors);
    },
  };
}
