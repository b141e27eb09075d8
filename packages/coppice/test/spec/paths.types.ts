import type { ChildAt, PathsOf } from "../../src/spec/paths.ts";
import { service } from "../../src/spec/service.ts";
import { supervisor } from "../../src/spec/supervisor.ts";
import { task } from "../../src/spec/task.ts";

class Pool {
  readonly size: number = 1;
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
}

const db = service("db", Pool);
const http = task("http", async (ctx) => {
  const pool: Pool = ctx.use(db);
  await ctx.sleep(pool.size);
});
export const shop = supervisor("shop", { strategy: "rest-for-one" }, [db, supervisor("web", [http, task("x", async () => {})])]);

type Paths = PathsOf<typeof shop>;
export const paths: readonly Paths[] = ["db", "web", "web/http", "web/x"];
// @ts-expect-error: no such child
export const wrong: Paths = "web/htp";
export const at: ChildAt<typeof shop, "web/http"> = http;
// @ts-expect-error
export const at2: ChildAt<typeof shop, "web/http"> = db;
