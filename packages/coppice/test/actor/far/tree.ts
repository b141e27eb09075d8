// The tree of these tests: in a thread, in a process, and once more inside of itself.
import {
  actor,
  type ActorContext,
  type Context,
  dynamicSupervisor,
  type Ref,
  type StandardSchema,
  supervisor,
  type SupervisorSpec,
  thread,
} from "coppice";

/** What is told of an actor of the tree around. */
type Listener = Ref<{ readonly heard: (message: { readonly what: unknown }) => unknown }>;

/** Takes `{ count: number }` and nothing else; after a while, as a schema may. */
const order: StandardSchema<{ count: number }> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: async (value) => {
      const { count } = value as { readonly count?: unknown };
      if (typeof count !== "number") return { issues: [{ message: "expected a number", path: ["count"] }] };
      await new Promise((resolve) => setTimeout(resolve, count === 1 ? 20 : 0));
      return { value: { count } };
    },
  },
};

const echo = actor("echo", (ctx: ActorContext) => ({
  receive: {
    echo: ({ value }: { readonly value?: unknown }) => value,
    self: () => ({ self: ctx.self, path: ctx.self.path }),
    where: ({ of }: { readonly of: Ref }) => String(of),
    answer: ({ to, what }: { readonly to: Listener; readonly what: string }) => to.ask({ type: "heard", what }),
    envelope: () => {
      const { priority, sender, replyTo, correlationId, expiresIn } = ctx.envelope;
      return { priority, sender, replyTo, correlationId, expires: expiresIn !== undefined };
    },
    up: ({ path, what }: { readonly path: string; readonly what: string }) => ctx.ref(path).ask({ type: "heard", what } as never),
    find: ({ path }: { readonly path: string }) => ctx.ref(path).path,
    uncloneable: () => () => 1,
    never: () => {
      ctx.later();
    },
    late: async ({ after }: { readonly after: number }) => {
      await ctx.sleep(after);
      return "late";
    },
    crash: () => {
      throw new RangeError("no luck");
    },
    exit: () => process.exit(3),
  },
}));

/** Handles its first message without end. */
const hold = (): Promise<void> => new Promise(() => undefined);

const small = actor("small", { receive: { hold } }, { mailbox: { capacity: 1, overflow: "block" }, shutdown: "brutal" });

const full = actor("full", { receive: { hold } }, { mailbox: { capacity: 1, overflow: "reject" }, shutdown: "brutal" });

const checked = actor(
  "checked",
  () => {
    const taken: number[] = [];
    return {
      receive: {
        order: ({ count }: { count: number }) => taken.push(count),
        taken: () => taken,
      },
    };
  },
  { accepts: { order, taken: { "~standard": { version: 1, vendor: "test", validate: () => ({ value: {} }) } } as never } },
);

const again = { intensity: { restarts: 100, within: "1m" } } as const;

/** The actors of a tree elsewhere. */
export default function tree(_ctx: Context, { depth = 0 }: { readonly depth?: number } = {}): SupervisorSpec {
  return supervisor("far", again, [
    echo,
    small,
    full,
    checked,
    supervisor("deep", [actor("low", { receive: { hello: ({ name }: { readonly name: string }) => `hello ${name}` } })]),
    dynamicSupervisor("many", { template: (name: string) => actor("one", { receive: { name: () => name } }) }),
    ...(depth > 0
      ? [
          thread("inner", new URL("tree.ts", import.meta.url), {
            args: { depth: depth - 1 },
            heartbeat: "30s",
            startTimeout: "5m",
          }),
        ]
      : []),
  ]);
}
