import { importPeer } from "../../../scripts/peers.ts";
import { culprit } from "../jobs/culprit.ts";
import { NO_CHANNEL, type System } from "./system.ts";

interface XState {
  readonly createActor: (logic: object) => { start(): void; send(event: object): void };
  readonly createMachine: (config: object) => object;
  readonly fromPromise: (run: () => Promise<unknown>) => object;
  readonly fromCallback: (
    run: (tools: { readonly receive: (listener: (event: { reply?: () => void }) => void) => void }) => void,
  ) => object;
}

/** A machine that invokes a callback actor as the witness, and a promise actor as the culprit, which it invokes again on an error. */
export const xstate: System = {
  name: "xstate",
  wall: "loop",
  cannot: NO_CHANNEL,
  raise: async (scene, evil) => {
    const { createActor, createMachine, fromPromise, fromCallback } = await importPeer<XState>("xstate");
    const guilty = createMachine({
      initial: "running",
      states: {
        running: {
          invoke: {
            src: fromPromise(() => culprit(scene, evil)),
            onDone: { target: "done", actions: () => scene.tell({ type: "answered" }) },
            onError: { target: "running", reenter: true },
          },
        },
        done: {},
      },
    });
    const witness = fromCallback(({ receive }) => receive(({ reply }) => reply?.()));
    const asked = createActor(witness);
    asked.start();
    createActor(guilty).start();
    await scene.serve(() => new Promise<void>((reply) => asked.send({ type: "question", reply })));
  },
};
