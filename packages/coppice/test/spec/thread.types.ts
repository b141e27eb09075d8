import {
  type Context,
  fromModule,
  type IGNORE,
  inlineModule,
  type Isolation,
  type Json,
  module,
  type ModuleSpec,
  type ModuleProgramSpec,
  program,
  type ProgramSpec,
  type SupervisorSpec,
  thread,
  type ThreadSpec,
} from "coppice";

interface Pricing {
  readonly default: (ctx: Context, args: { readonly currency: string }) => Promise<void>;
}

interface Encoder {
  readonly default: new (ctx: Context, args: { readonly rate: number }) => object;
}

interface Choosy {
  readonly default: (ctx: Context, args?: { readonly depth: number }) => Promise<void>;
}

interface Nullable {
  readonly default: (ctx: Context, args: { readonly depth: number } | null) => Promise<void>;
}

interface Modest {
  readonly default: (ctx: Context) => Promise<void>;
}

interface Search {
  from: number;
  words: string[];
  deep?: { until: string | null };
}

const url = new URL("file:///x.js");

// The arguments are those of the default export.
thread("a", module<Pricing>(url), { args: { currency: "EUR" } });
thread("a", module<Encoder>(url), { args: { rate: 48_000 } }) satisfies ThreadSpec<"a">;
// @ts-expect-error -- of another type
thread("a", module<Pricing>(url), { args: { currency: 7 } });
// @ts-expect-error -- of another module
thread("a", module<Encoder>(url), { args: { currency: "EUR" } });

// They have to be said where it cannot be without.
// @ts-expect-error -- nothing is said
thread("a", module<Pricing>(url));
// @ts-expect-error -- args is not
thread("a", module<Pricing>(url), {});
// @ts-expect-error -- nothing is said
program("a", module<Pricing>(url));
// @ts-expect-error -- args is not
fromModule("a", module<Pricing>(url), { isolation: "thread" });
thread("a", module<Choosy>(url));
thread("a", module<Choosy>(url), { args: { depth: 2 } });
thread("a", module<Nullable>(url));
thread("a", module<Modest>(url), { shutdown: "1s" });

// Of a bare URL nothing is known: they are plain JSON.
thread("a", url, { args: [1, { two: null }] });
const search: Search = { from: 1, words: ["a"], deep: { until: null } };
thread("a", url, { args: search });
fromModule("a", url, { isolation: "process", args: search });
program("a", url, { args: null as Json });
thread("a", url, { args: JSON.parse("1") });
// @ts-expect-error -- a date would be a text
thread("a", url, { args: new Date() });
// @ts-expect-error -- a function is nothing at all
thread("a", url, { args: { each: () => 1 } });
// @ts-expect-error -- a map would be empty
program("a", url, { args: [new Map()] });
// @ts-expect-error -- nobody knows what it is
fromModule("a", url, { args: search as unknown });
// @ts-expect-error -- no module can be given what its function wants
thread("a", module<{ readonly default: (ctx: Context, args: Date) => Promise<void> }>(url), { args: new Date() });

// @ts-expect-error -- the default export is no child
module<{ readonly default: number }>(url);
// @ts-expect-error -- there is none
module<{ readonly work: () => void }>(url);
// @ts-expect-error -- what its function answers is none
module<{ readonly default: () => number }>(url);
// @ts-expect-error -- it answers nothing
module<{ readonly default: () => void }>(url);
// @ts-expect-error -- a supervisor's spec is answered at once, not by a promise
module<{ readonly default: () => Promise<SupervisorSpec> }>(url);
module<{ readonly default: () => SupervisorSpec }>(url);
module<{ readonly default: () => typeof IGNORE }>(url);
module<{ readonly default: () => unknown }>(url);
module<{ readonly default: () => never }>(url);

// An inline module has the type of its function.
const resample = inlineModule(async (_ctx, args: { readonly rate: number }) => args.rate);
thread("a", resample, { args: { rate: 48_000 } });
// @ts-expect-error -- of another type
thread("a", resample, { args: { rate: "fast" } });
// @ts-expect-error -- it answers no child
inlineModule(() => 5);
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
