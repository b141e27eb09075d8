import {
  actor,
  type ChildHandle,
  type Context,
  dynamicSupervisor,
  fromModule,
  module,
  program,
  type Ref,
  start,
  supervisor,
  type SupervisorHandle,
  task,
  thread,
  type Usage,
} from "coppice";
import { idle } from "../support/puppet.ts";

const url = new URL("file:///x.js");

const tree = supervisor("press", [
  actor("keeper", { receive: { keep: ({ sheets }: { readonly sheets: number }) => sheets } }),
  task("ink", idle),
  supervisor("deep", [task("low", idle)]),
  dynamicSupervisor("jobs", { template: (name: string) => task("job", async () => void name) }),
]);

interface Exported {
  readonly default: typeof tree;
}

interface Made {
  readonly default: (ctx: Context, args: { readonly copies: number }) => typeof tree;
}

interface Plain {
  readonly default: (ctx: Context) => Promise<void>;
}

const shop = supervisor("shop", [
  thread("press", module<Exported>(url)),
  thread("made", module<Made>(url), { args: { copies: 3 } }),
  thread("plain", module<Plain>(url)),
  thread("bare", url),
]);

export async function paths(): Promise<void> {
  const app = await start(shop);

  // The paths below a module that exports a tree, or makes one, are known.
  const ink: ChildHandle = app.child("press/ink");
  const deep: SupervisorHandle = app.child("made").child("deep");
  void [ink, deep, app.child("made/deep/low"), app.child("press/jobs/job-1")];
  // @ts-expect-error -- there is no such child
  void app.child("press/paper").info();

  // A dynamic supervisor there takes its template's argument.
  await app.child("press/jobs").startChild("one");
  // @ts-expect-error -- of another type
  await app.child("press/jobs").startChild(7);

  // So are the protocols of actors there.
  const kept: number = await app.ref("shop/press/keeper").ask({ type: "keep", sheets: 2 });
  void kept;
  // @ts-expect-error -- a message of another type
  app.ref("shop/press/keeper").tell({ type: "keep", sheets: "two" });
  // @ts-expect-error -- there is no such actor
  void app.ref("shop/press/nobody");
  const any: Ref = app.refAt("shop/bare/any");
  void any;

  // Below a thread without a tree, and below one of which nothing is known, there are no paths; any text can be looked up.
  // @ts-expect-error -- it has no children
  void app.child("plain/ink").info();
  // @ts-expect-error -- nobody knows
  void app.child("bare/ink").info();
  const found: SupervisorHandle = app.lookup("bare/deep");
  void found;
}

const moved = supervisor("shop", [
  program("press", module<Exported>(url)),
  program("plain", module<Plain>(url)),
  fromModule("here", module<Made>(url), { args: { copies: 3 } }),
  fromModule("there", module<Exported>(url), { isolation: "process" }),
  fromModule("apart", module<Exported>(url), { isolation: "thread" }),
]);

export async function usages(): Promise<void> {
  const app = await start(moved);
  const usage: Usage = await app.child("press").usage();
  if (usage.of === "thread") void usage.loop.utilization;
  else void usage.residentMb;
  // @ts-expect-error -- of a process there is no heap
  if (usage.of === "process") void usage.heap;
}

export async function pathsWhereverItRuns(): Promise<void> {
  const app = await start(moved);
  const deep: SupervisorHandle = app.child("here").child("deep");
  void [deep, app.child("press/ink"), app.child("there/deep/low"), app.child("apart/ink"), app.child("here/jobs/job-1")];
  await app.child("press/jobs").startChild("one");
  // @ts-expect-error -- of another type
  await app.child("here/jobs").startChild(7);
  // @ts-expect-error -- there is no such child
  void app.child("here/paper").info();
  // @ts-expect-error -- it has no children
  void app.child("plain/ink").info();
}

// @ts-expect-error -- arguments of another type
thread("made", module<Made>(url), { args: { copies: "three" } });
