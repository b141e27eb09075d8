import {
  type ActorOptions,
  type ActorSpec,
  actor,
  type Ref,
  type StartOptions,
  supervisor,
  type SupervisorOptions,
} from "coppice";
import { type GrownTree, grow } from "./grown-tree.ts";

/** What a scripted actor answers to. */
export interface Gate {
  readonly note: (message: { readonly what: unknown }) => unknown;
  readonly fail: (message: { readonly with?: unknown }) => never;
  readonly wait: () => Promise<unknown>;
  readonly stash: () => void;
  readonly unstash: () => void;
}

/** An actor whose handlers do what tests need, and what it did. */
export interface GateActor {
  readonly spec: ActorSpec<{ [Type in keyof Gate]: Gate[Type] }, "gate">;
  /** What it noted, in all its lives. */
  readonly noted: unknown[];
  /** The messages that wait inside of the handler `wait`, each to be let go. */
  readonly held: PromiseWithResolvers<unknown>[];
}

/** Makes an actor `gate`. */
export function gateActor(options?: ActorOptions): GateActor {
  const noted: unknown[] = [];
  const held: PromiseWithResolvers<unknown>[] = [];
  const spec = actor(
    "gate",
    (ctx) => ({
      receive: {
        note: ({ what }: { readonly what: unknown }) => {
          noted.push(what);
          return what;
        },
        fail: (message: { readonly with?: unknown }): never => {
          throw message.with ?? new Error("broken");
        },
        wait: async () => {
          const gate = Promise.withResolvers<unknown>();
          held.push(gate);
          return await gate.promise;
        },
        stash: () => ctx.stash(),
        unstash: () => ctx.unstash(),
      },
    }),
    options,
  );
  return { spec, noted, held };
}

/** Starts a tree with one such actor. */
export async function grownGate(
  options?: ActorOptions,
  above: SupervisorOptions = {},
  starting: StartOptions = {},
): Promise<GateActor & GrownTree & { readonly ref: Ref<{ [Type in keyof Gate]: Gate[Type] }> }> {
  const gate = gateActor(options);
  const tree = await grow(supervisor("root", above, [gate.spec]), starting);
  return { ...gate, ...tree, ref: tree.app.ref(gate.spec) };
}

/** The code that a promise rejects with, or what it resolves with. */
export async function outcome(promise: Promise<unknown>): Promise<unknown> {
  try {
    return { value: await promise };
  } catch (error) {
    return (error as { readonly code?: unknown }).code ?? error;
  }
}
