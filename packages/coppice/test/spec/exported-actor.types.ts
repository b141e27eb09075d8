import {
  actor,
  type ActorContext,
  type ChildHandle,
  type Context,
  fromModule,
  inlineModule,
  module,
  type ModuleProgramSpec,
  type ModuleSpec,
  program,
  type Ref,
  type RunningProgram,
  start,
  supervisor,
  task,
  thread,
  type ThreadSpec,
  type TreeOf,
} from "coppice";

const url = new URL("file:///x.js");

const keeper = actor("keeper", { receive: { keep: ({ sheets }: { readonly sheets: number }) => sheets, count: () => 7 } });

interface Exported {
  readonly default: typeof keeper;
}

interface Made {
  readonly default: (ctx: Context, args: { readonly copies: number }) => typeof keeper;
}

interface Plain {
  readonly default: (ctx: Context) => Promise<void>;
}

// What the module exports is known of the child, however it runs.
const desk = thread("desk", module<Exported>(url)) satisfies ThreadSpec<"desk", TreeOf<Exported>>;
const made = program("made", module<Made>(url), { args: { copies: 3 } }) satisfies ModuleProgramSpec<"made", TreeOf<Made>>;
const near = fromModule("near", module<Made>(url), { args: { copies: 3 } }) satisfies ModuleSpec<"near", TreeOf<Made>>;
const far = fromModule("far", module<Exported>(url), { isolation: "process" });
const inline = thread(
  "inline",
  inlineModule((_ctx, _args: { readonly by: number }) => keeper),
  { args: { by: 2 } },
);
// @ts-expect-error -- arguments of another type
thread("made", module<Made>(url), { args: { copies: "three" } });

const plain = program("plain", module<Plain>(url));
const bare = thread("bare", url);

const shop = supervisor("shop", [
  desk,
  made,
  near,
  far,
  inline,
  plain,
  bare,
  supervisor("deep", [thread("low", module<Exported>(url))]),
]);

export async function addresses(): Promise<void> {
  const app = await start(shop);

  // By the spec, as of an actor's.
  const kept: number = await app.ref(desk).ask({ type: "keep", sheets: 2 });
  const counts: readonly number[] = [
    await app.ref(made).ask({ type: "count" }),
    await app.ref(near).ask({ type: "count" }),
    await app.ref(far).ask({ type: "count" }),
    await app.ref(inline).ask({ type: "count" }),
    await app.use(made).ask({ type: "count" }),
  ];
  void [kept, counts];
  // @ts-expect-error -- a message of another type
  app.ref(desk).tell({ type: "keep", sheets: "two" });
  // @ts-expect-error -- no such message
  app.ref(near).tell({ type: "burn" });
  // @ts-expect-error -- an answer of another type
  const text: string = await app.ref(far).ask({ type: "count" });
  void text;

  // By the path.
  const low: number = await app.ref("shop/deep/low").ask({ type: "keep", sheets: 1 });
  void low;
  // @ts-expect-error -- a message of another type
  app.ref("shop/made").tell({ type: "keep", sheets: "two" });
  // @ts-expect-error -- it is no actor
  app.ref(plain).tell({ type: "count" });
  // @ts-expect-error -- nobody knows whether it is one
  app.ref(bare).tell({ type: "count" });
  const any: Ref = app.refAt("shop/bare");
  void any;

  // It is a child like any, with no paths below it.
  const handle: ChildHandle = app.child("desk");
  void handle;
  // @ts-expect-error -- nothing below it is known
  void app.child("desk/keeper").info();
  const running: RunningProgram = app.use(plain);
  void running;
}

// So it is from inside.
export const user = task("user", async (ctx) => {
  const count: number = await ctx.use(near).ask({ type: "count" });
  // @ts-expect-error -- no such message
  ctx.use(desk).tell({ type: "burn" });
  return count;
});

export const asker = actor("asker", (ctx: ActorContext) => ({
  receive: {
    go: async (): Promise<number> => await ctx.ref(desk).ask({ type: "count" }),
    // @ts-expect-error -- no such message
    burn: () => ctx.ref(far).tell({ type: "burn" }),
  },
}));
