// An actor that a module exports, for the tests of such: what it does is what it is told by its messages and its args.
import { actor, type ActorContext, type Context, IGNORE, type OnError, type Ref, type StandardSchema, task } from "coppice";

/** What the desk is to be like. */
export interface DeskArgs {
  readonly like?: "any" | "ignores" | "hangs in init" | "fails in init" | "has children from the start" | "is slow to end";
  readonly onError?: OnError;
  readonly checks?: true;
}

const anything: StandardSchema<object> = {
  "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as object }) },
};

const words: StandardSchema<object> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (given) => {
      const { value } = given as { readonly value?: unknown };
      return typeof value === "string" ? { value: { value } } : { issues: [{ message: "expected a word", path: ["value"] }] };
    },
  },
};

const helper = actor("helper", (ctx) => ({ receive: { who: () => ctx.path } }));

/** What the desk does. */
const behaviour = (ctx: ActorContext, { like, onError }: DeskArgs) => {
  let told = 0;
  return {
    receive: {
      echo: ({ value }: { readonly value?: unknown }): unknown => {
        told += 1;
        return value;
      },
      count: (): number => told,
      facts: (): object => ({
        ...{ id: ctx.id, path: ctx.path, incarnation: ctx.incarnation, self: ctx.self, state: ctx.state },
        sender: ctx.sender?.path ?? null,
      }),
      fail: ({ why }: { readonly why: string }): never => {
        throw new RangeError(why);
      },
      pass: ({ to, value }: { readonly to: Ref; readonly value: unknown }): unknown => to.ask({ type: "note", value } as never),
      find: ({ path, value }: { readonly path: string; readonly value: unknown }): unknown =>
        ctx.ref(path).ask({ type: "note", value } as never),
      never: (): void => void ctx.later(),
      spin: (): void => {
        for (;;);
      },
      astray: (): void =>
        queueMicrotask(() => {
          throw new Error("astray");
        }),
      down: (): void => ctx.shutdownTree(),
      leave: (): void => ctx.shutdown(),
      hire: async ({ id }: { readonly id: string }): Promise<string> =>
        (await ctx.spawn(actor(id, (own) => ({ receive: { who: () => own.path } })))).path,
      use: (): unknown => ctx.use(task("sibling", async () => undefined)),
      watch: ({ path }: { readonly path: string }): unknown => ctx.monitor(path),
    },
    init: async (): Promise<string> => {
      if (like === "hangs in init") await new Promise(() => undefined);
      if (like === "fails in init") throw new Error("no paper");
      if (like === "has children from the start") await ctx.spawn(helper);
      await ctx.sleep(1);
      return "open";
    },
    stopped: async (): Promise<void> => {
      if (like === "is slow to end") await new Promise(() => undefined);
    },
    ...(onError !== undefined && { onError: () => onError }),
  };
};

/** What messages it takes from outside, where it checks them. */
const accepts = { echo: words, pass: anything, count: anything } as never;

export default function make(_ctx: Context, args: DeskArgs | null) {
  const said = args ?? {};
  const create = (ctx: ActorContext) => (said.like === "ignores" ? (IGNORE as never) : behaviour(ctx, said));
  // As a child it is what its place says.
  return actor("any", create, { restart: "temporary", shutdown: "1h", ...(said.checks && { accepts }) });
}
