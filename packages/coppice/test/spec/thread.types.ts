import {
  type Context,
  fromModule,
  inlineModule,
  type Isolation,
  module,
  type ModuleSpec,
  type ModuleProgramSpec,
  program,
  type ProgramSpec,
  thread,
  type ThreadSpec,
} from "coppice";

interface Pricing {
  readonly default: (ctx: Context, args: { readonly currency: string }) => Promise<void>;
}

interface Encoder {
  readonly default: new (ctx: Context, args: { readonly rate: number }) => object;
}

const url = new URL("file:///x.js");

// The arguments are those of the default export.
thread("a", module<Pricing>(url), { args: { currency: "EUR" } });
thread("a", module<Encoder>(url), { args: { rate: 48_000 } }) satisfies ThreadSpec<"a">;
// @ts-expect-error -- of another type
thread("a", module<Pricing>(url), { args: { currency: 7 } });
// @ts-expect-error -- of another module
thread("a", module<Encoder>(url), { args: { currency: "EUR" } });

// Of a bare URL nothing is known.
thread("a", url, { args: [1, { two: null }] });

// @ts-expect-error -- the default export is no child
module<{ readonly default: number }>(url);
// @ts-expect-error -- there is none
module<{ readonly work: () => void }>(url);

// An inline module has the type of its function.
const resample = inlineModule(async (_ctx, args: { readonly rate: number }) => args.rate);
thread("a", resample, { args: { rate: 48_000 } });
// @ts-expect-error -- of another type
thread("a", resample, { args: { rate: "fast" } });
// @ts-expect-error -- no function
inlineModule({ run: () => Promise.resolve() });

// So it is with programs, whose other options are those of a program.
program("a", module<Pricing>(url), { args: { currency: "EUR" }, cwd: "/", maxMemoryMb: 100 }) satisfies ModuleProgramSpec<"a">;
program("a", url, { args: [1], execArgv: ["--expose-gc"] }) satisfies ModuleProgramSpec<"a">;
program("a", ["true"], { stopSignal: "SIGINT" }) satisfies ProgramSpec<"a">;
// @ts-expect-error -- of another type
program("a", module<Pricing>(url), { args: { currency: 7 } });
// @ts-expect-error -- it is asked over its channel
program("a", module<Pricing>(url), { stopSignal: "SIGINT" });
program("a", ["true"], { heartbeat: "5s" }) satisfies ProgramSpec<"a">;
// @ts-expect-error -- without a time there is none to miss
program("a", ["true"], { heartbeat: false });

// One word moves it; which options go along, the compiler knows.
fromModule("a", module<Pricing>(url), { args: { currency: "EUR" } }) satisfies ModuleSpec<"a">;
fromModule("a", url, { isolation: "thread", stackMb: 4, args: [1] }) satisfies ModuleSpec<"a">;
fromModule("a", url, { isolation: "process", maxMemoryMb: 100 }) satisfies ModuleSpec<"a">;
fromModule("a", module<Pricing>(url), { isolation: "loop" as Isolation, args: { currency: "EUR" }, shutdown: "1s" });
// @ts-expect-error -- of another type
fromModule("a", module<Pricing>(url), { isolation: "thread", args: { currency: 7 } });
// @ts-expect-error -- the loop's memory is everybody's
fromModule("a", url, { maxHeapMb: 64 });
// @ts-expect-error -- a thread has no environment of its own
fromModule("a", url, { isolation: "thread", env: {} });
