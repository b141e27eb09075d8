import { importPeer } from "../../../scripts/peers.ts";
import { culprit } from "../jobs/culprit.ts";
import { NO_CHANNEL, type System } from "./system.ts";

interface Nact {
  readonly start: () => Ref;
  readonly spawn: (parent: Ref, receive: (state: unknown, message: never) => unknown, name: string, options?: object) => Ref;
  readonly dispatch: (actor: Ref, message: unknown) => void;
  readonly query: (actor: Ref, message: (asker: Ref) => unknown, timeout: number) => Promise<unknown>;
}
type Ref = object;
interface Question {
  readonly asker: Ref;
}
interface Context {
  readonly self: Ref;
  readonly reset: symbol;
}

/** Two actors. The one that crashes is reset, and gets its message again. */
export const nact: System = {
  name: "nact",
  wall: "loop",
  cannot: NO_CHANNEL,
  raise: async (scene, evil) => {
    const { start, spawn, dispatch, query } = await importPeer<Nact>("nact");
    const system = start();
    const witness = spawn(system, (_state, { asker }: Question) => dispatch(asker, "here"), "witness");
    const guilty = spawn(
      system,
      (_state, { asker }: Question) => culprit(scene, evil).then(() => dispatch(asker, "done")),
      "culprit",
      {
        onCrash: (message: unknown, _error: unknown, { self, reset }: Context) => {
          dispatch(self, message);
          return reset;
        },
      },
    );
    const DAY_MS = 86_400_000;
    query(guilty, (asker) => ({ asker }), DAY_MS).then(
      () => scene.tell({ type: "answered" }),
      (error: unknown) => scene.tell({ type: "rejected", message: String(error) }),
    );
    await scene.serve(() => query(witness, (asker) => ({ asker }), DAY_MS));
  },
};
