import {
  type ChildAt,
  type Context,
  dynamicSupervisor,
  IGNORE,
  type PathsOf,
  service,
  type ServiceSpec,
  type Spec,
  supervisor,
  type TaskSpec,
  task,
} from "coppice";

class Pool {
  readonly size: number = 1;
  async start(): Promise<void> {}
  async stop(_timeout: number): Promise<void> {}
}

class Importer {
  readonly path: string;
  constructor(ctx: Context) {
    this.path = ctx.path;
  }
  async run(): Promise<void> {}
}

declare const name: string;
declare const number: number;
declare const either: "a" | "b";

/** Each of two types can stand for the other. */
type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : false) : false;
declare function same<One, Other>(isSame: Same<One, Other>): void;

const db = service("db", Pool);
const http = task("http", async (ctx) => {
  const pool: Pool = ctx.use(db);
  await ctx.sleep(pool.size);
  // @ts-expect-error: a pool is no importer
  const importer: Importer = ctx.use(db);
  return importer;
});
const jobs = dynamicSupervisor("jobs", { template: (file: string) => task("job", async () => file) });
const web = supervisor("web", { strategy: "one-for-one" }, [http, supervisor("api", [db])]);
const shop = supervisor("shop", [db, web, jobs]);

/** The instance is what the factory makes. */
export function instances(): void {
  same<typeof db, ServiceSpec<Pool, "db">>(true);
  same<typeof http, TaskSpec<undefined, "http">>(true);
  const made = service("made", () => new Pool());
  same<typeof made, ServiceSpec<Pool, "made">>(true);
  const importer = task("importer", Importer);
  same<typeof importer, TaskSpec<Importer, "importer">>(true);
  const perhaps = task("perhaps", (ctx) => (number > 1 ? new Importer(ctx) : IGNORE));
  same<typeof perhaps, TaskSpec<Importer, "perhaps">>(true);
  const literal = service("literal", (ctx) => ({ at: ctx.path, start() {}, stop() {} }));
  task("user", async (ctx) => ctx.use(literal).at.toUpperCase());
}

/** All paths are known. */
export function paths(): void {
  same<PathsOf<typeof web>, "http" | "api" | "api/db">(true);
  same<PathsOf<typeof shop>, "db" | "web" | "web/http" | "web/api" | "web/api/db" | "jobs" | `jobs/${string}`>(true);
  same<PathsOf<typeof db>, never>(true);
  same<PathsOf<ReturnType<typeof supervisor<"empty">>>, never>(true);
  same<ChildAt<typeof shop, "web/http">, typeof http>(true);
  same<ChildAt<typeof shop, "web/api">["id"], "api">(true);
  same<ChildAt<typeof shop, "web/htpp">, never>(true);
  same<ChildAt<typeof shop, "db/http">, never>(true);
  same<ChildAt<typeof shop, "jobs/job-1">, TaskSpec<undefined, "job">>(true);
}

/** A level whose ids are no literals takes any. */
export function untyped(): void {
  const many = ["a", "b"].map((id) => task(id, async () => {}));
  const list = supervisor("list", many);
  same<PathsOf<typeof list>, string>(true);
  const mixed = supervisor("root", [db, supervisor("list", many), supervisor(name, [db])]);
  same<PathsOf<typeof mixed>, string>(true);
  same<ChildAt<typeof mixed, "list/a">["id"], string>(true);
  const below = supervisor("root", [db, list]);
  same<PathsOf<typeof below>, "db" | "list" | `list/${string}`>(true);
  const pattern = supervisor("root", [task(`worker-${number}`, async () => {})]);
  same<PathsOf<typeof pattern>, `worker-${number}`>(true);
  same<ChildAt<typeof pattern, "worker-7">["id"], `worker-${number}`>(true);
  same<PathsOf<Spec>, string>(true);
  same<ChildAt<Spec, "any/path">, Spec>(true);
}

/** An id that is there twice does not compile, where the compiler can know. */
export function duplicates(): void {
  // @ts-expect-error: "db" is there twice
  supervisor("shop", [db, http, db]);
  // @ts-expect-error: "db" is there twice
  supervisor("shop", {}, [db, task("db", async () => {})]);
  // @ts-expect-error: "db" is there already
  supervisor("shop", [db]).withChild(db);
  // @ts-expect-error: "web" is there already
  supervisor("shop").withSupervisor(web).withSupervisor(web);
  // @ts-expect-error: "http" is there already
  web.withTask("http", async () => {});
  // @ts-expect-error: "http" is there already
  web.withService("http", Pool);
  // @ts-expect-error: "http" is there already
  web.withWorker("http", Importer);
  supervisor("shop", [db, supervisor("web", [db])]);
  supervisor("shop", [task(name, Importer), task(name, Importer), task(`w-${number}`, Importer), task(`w-${number}`, Importer)]);
  supervisor("shop", [task(either, Importer), task(either, Importer), task("a", Importer)]);
}

/** The fluent words know the children that they add. */
export function fluent(): void {
  const tree = supervisor("root")
    .withStrategy("one-for-all")
    .withTask("task", async ({ use }) => use(db).size, "transient")
    .withService("service", () => new Pool(), { shutdown: "1s" })
    .withWorker("worker", Importer, "permanent")
    .withSupervisor(web)
    .withSupervisor(jobs)
    .withIntensity(5, "10s")
    .withChild(db);
  type Paths = "task" | "service" | "worker" | "web" | "web/http" | "web/api" | "web/api/db" | "jobs" | `jobs/${string}` | "db";
  same<PathsOf<typeof tree>, Paths>(true);
  task("user", async (ctx) => ctx.use<Pool>(tree.body.children[1]).size);
  // @ts-expect-error: a task is no supervisor
  tree.withSupervisor(http);
  // @ts-expect-error: no such restart type
  tree.withTask("other", async () => {}, "always");
  // @ts-expect-error: neither task nor service
  tree.withWorker("other", () => 5);
}

/** What the compiler refuses of a call. */
export function refused(): void {
  // @ts-expect-error: async or return forgotten
  task("a", () => {});
  // @ts-expect-error: no run
  task("a", Pool);
  // @ts-expect-error: no start
  service("a", Importer);
  // @ts-expect-error: a promise is no service
  service("a", async () => new Pool());
  // @ts-expect-error: no such option
  task("a", async () => {}, { shutdwon: "5s" });
  // @ts-expect-error: only tasks say when they are ready
  service("a", Pool, { ready: "signal" });
  // @ts-expect-error: no duration
  task("a", async () => {}, { shutdown: "5 parsecs" });
  // @ts-expect-error: the options of a supervisor
  task("a", async () => {}, { strategy: "one-for-all" });
  // @ts-expect-error: a promise is no spec
  supervisor("a", [Promise.resolve(db)]);
  // @ts-expect-error: a class is no spec
  supervisor("a", [Pool]);
  // @ts-expect-error: always one-for-one
  dynamicSupervisor("a", { strategy: "one-for-all" });
  // @ts-expect-error: its children are never significant
  dynamicSupervisor("a", { autoShutdown: "any-significant" });
  // @ts-expect-error: the defaults of children take no significance
  supervisor("a", { defaults: { significant: true } });
  // @ts-expect-error: a spec does not change
  db.id = "other";
}
