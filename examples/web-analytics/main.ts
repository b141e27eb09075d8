// A small real service under a supervision tree; `npm start -- --help` says what it can do.
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, runMain } from "coppice";
import { type Arguments, readArguments, USAGE } from "./arguments.ts";
import { Address } from "./http.ts";
import { describeReport, reportWhenOver } from "./report.ts";
import { CRASH_ROUTES, Tally } from "./tally.ts";
import { type Site, type WebAnalytics, webAnalytics } from "./tree.ts";
import { describeStop, showTree } from "./tree-view.ts";

async function makeSite({ dir, port, loadFor, chaos }: Arguments): Promise<Site> {
  const folder = dir ?? (await mkdtemp(join(tmpdir(), "web-analytics-")));
  await mkdir(folder, { recursive: true });
  console.log(`Log and database are in ${folder}`);
  return {
    address: new Address(port),
    logFile: join(folder, "access.log"),
    databaseFile: join(folder, "analytics.db"),
    tally: new Tally(),
    loadFor,
    chaos,
  };
}

function greet({ address: { url } }: Site): void {
  const crashes = Object.values(CRASH_ROUTES).map((route) => `  curl ${url}${route}`);
  console.log(`Serving on ${url} until Ctrl-C. To see it, and to break it:`);
  console.log(`  curl ${url}/pages/7\n  curl ${url}/stats\n${crashes.join("\n")}\n`);
}

/** Resolves when there is nothing to wait for but Ctrl-C; with a load, when that is over and reported, and the tree is down. */
async function serve(app: App<WebAnalytics>, site: Site, isJson: boolean): Promise<void> {
  greet(site);
  showTree(app);
  void app.exit.then(() => app.stop()).then((report) => console.log(`${describeStop(report)}\n`));
  if (site.loadFor === undefined) return;
  const report = await reportWhenOver(app, site);
  if (report === undefined) return;
  // The very last words, after those of the tree.
  process.once("exit", () => console.log(isJson ? JSON.stringify(report) : describeReport(report, site.tally)));
  if (report.missing + report.duplicated > 0) throw new Error("Requests are missing or duplicated.");
  await app.stop();
}

try {
  const given = readArguments(process.argv.slice(2));
  if (given.help) {
    console.log(USAGE);
  } else {
    const site = await makeSite(given);
    await runMain(webAnalytics(site), {
      deadline: "10s",
      listen: (events) => {
        events.subscribe(({ type, incarnation = 1 }) => {
          if (type === "child.starting" && incarnation > 1) site.tally.restarts += 1;
        });
      },
      onReady: (app) => serve(app, site, given.json),
    });
  }
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\nnpm start -- --help shows what there is.`);
  process.exitCode = 2;
}
