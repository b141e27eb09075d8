import {
  type AnyHandle,
  type App,
  type ChildBuilder,
  type ChildHandle,
  dynamicSupervisor,
  type Spec,
  start,
  supervisor,
  type SupervisorHandle,
  task,
} from "../../src/index.ts";
import { untilStopped } from "./children.ts";

const shop = supervisor("shop", {}, [
  task("db", untilStopped),
  supervisor("web", {}, [task("http", untilStopped), supervisor("sockets", {}, [task("hub", untilStopped)])]),
  dynamicSupervisor("jobs", { template: (name: string) => task("job", async () => void name) }),
  dynamicSupervisor("plain"),
  supervisor(
    "many",
    {},
    ["a", "b"].map((id) => task(id, untilStopped)),
  ),
]);

type Equal<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;

function expectType<Expected>(): <Actual>(actual: Actual, isSame: Equal<Actual, Expected>) => void {
  return () => undefined;
}

export async function handles(): Promise<void> {
  const app = await start(shop);

  // A known path leads to what is there: a child without children has no commands of a supervisor.
  expectType<ChildHandle>()(app.child("db"), true);
  expectType<ChildHandle>()(app.child("web/http"), true);
  expectType<ChildHandle>()(app.child("web").child("sockets/hub"), true);
  const sockets: SupervisorHandle = app.child("web/sockets");
  await sockets.stopChild("hub");
  // @ts-expect-error: a task has no children
  app.child("db").whichChildren();

  // A wrong path does not compile.
  // @ts-expect-error: no such child
  app.child("web/htpp");
  // @ts-expect-error: no such child below
  app.child("web/http/more");
  // @ts-expect-error: the path is relative to the handle
  app.child("web").child("web/http");

  // An id that is not there is a child to be: it can be built, and not asked.
  expectType<ChildBuilder>()(app.child("importer"), true);
  // @ts-expect-error: it is not there yet
  app.child("importer").info();
  await app.child("importer").restart("transient").shutdown("10s").backoff({ first: 0 }).spawn(untilStopped);
  // @ts-expect-error: no such restart type
  app.child("importer").restart("sometimes");
  // @ts-expect-error: no such duration
  app.child("importer").shutdown("10 parsecs");
  // @ts-expect-error: a child that is there is not built anew
  app.child("db").spawn(untilStopped);
  // @ts-expect-error: not a child
  await app.child("importer").spawn(() => 42);

  // Where ids are no literals, both may be meant.
  const some: ChildHandle & ChildBuilder = app.child("many/a");
  await some.spawn(untilStopped);
  some.info();
  app.child("many").child("z").info();

  // Of an instance of a dynamic supervisor the kind is known, and its template's argument.
  const job: ChildHandle = await app.child("jobs").startChild("mail");
  job.info();
  await app.child("jobs").startChild("mail", { id: "one" });
  await app.child("jobs").startChild(task("own", untilStopped));
  // @ts-expect-error: the template takes a text
  await app.child("jobs").startChild(42);
  // @ts-expect-error: only a spec will do
  await app.child("web").startChild("mail");

  // What is started answers a handle of its kind.
  expectType<ChildHandle>()(await app.startChild(task("a", untilStopped)), true);
  const more = await app.addSupervisor(supervisor("more", {}, [task("one", untilStopped)]));
  more.child("one").info();
  // @ts-expect-error: no such child
  more.child("one/two");

  // Batches know their names.
  const workers = await app.children("worker", 3).with("worker-1", { restart: "temporary" }).spawnBatch(untilStopped);
  expectType<ChildHandle | undefined>()(workers.byName["worker-3"], true);
  // @ts-expect-error: none of these
  const none: unknown = workers.byName["wroker-3"];
  expectType<unknown>()(none, true);
  // @ts-expect-error: none of these
  app.children("worker", 3).with("wroker-1", {});

  // Whatever is looked up at run time may be anything.
  expectType<AnyHandle>()(app.lookup("web/sockets/other"), true);

  // A tree of an unknown shape is asked by any path; and any app is one.
  const unknown: App = app;
  unknown.lookup("anything").whichChildren();
  const untyped = await start(shop as Spec);
  untyped.lookup("web").whichChildren();
}
