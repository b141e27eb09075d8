// A crawler: one task keeps the list of pages, a task supervisor fetches them, three at once, and a page that hangs or fails costs
// that page alone. The site is made up and time is virtual, so that it is over at once.
import { type Context, start, supervisor, task, taskSupervisor } from "coppice";
import { virtualRuntime } from "coppice/testing";

/** The pages of the site, and where they lead. */
const SITE: Readonly<Record<string, readonly string[]>> = {
  "/": ["/tea", "/about", "/old"],
  "/tea": ["/tea/green", "/tea/black", "/"],
  "/tea/green": ["/tea"],
  "/tea/black": ["/slow"],
  "/about": [],
  "/slow": [],
};

/** Fetches a page; answers its links. */
async function links(page: string, { sleep }: Context): Promise<readonly string[]> {
  await sleep(page === "/slow" ? "1h" : "200ms");
  const found = SITE[page];
  if (found === undefined) throw new Error("not found");
  return found;
}

const fetchers = taskSupervisor("fetchers", { defaults: { shutdown: "1s" } });

const crawler = task(
  "crawler",
  async ({ use }) => {
    const seen = new Set(["/"]);
    for (let next = ["/"]; next.length > 0;) {
      const pages = next;
      next = [];
      for await (const outcome of use(fetchers).stream(pages, links, { concurrency: 3, timeout: "2s" })) {
        console.log(`${outcome.input}: ${outcome.ok ? `${outcome.value.length} links` : (outcome.error as Error).message}`);
        for (const link of outcome.ok ? outcome.value : []) {
          if (!seen.has(link)) next.push(link);
          seen.add(link);
        }
      }
    }
    console.log(`${seen.size} pages seen`);
  },
  { restart: "transient" },
);

const runtime = virtualRuntime();
const app = await start(supervisor("crawl", [fetchers, crawler]), { runtime });
await runtime.advance("1m");
console.log(
  `the crawler is ${app.child("crawler").info().state}, ${app.child("fetchers").countChildren().active} fetchers are left`,
);
await app.stop();
