// Three strategies in one tree: what a failure takes along is said where the parts stand together, and nowhere else.
import { once } from "node:events";
import { type Context, start, supervisor, task } from "coppice";
import { virtualRuntime } from "coppice/testing";

/** The parts that run now, by their paths, so that this program can break them. */
const running = new Map<string, Context>();

/** A part that runs until it is stopped. */
async function part(ctx: Context): Promise<void> {
  running.set(ctx.path, ctx);
  await once(ctx.signal, "abort");
}

const shop = supervisor("shop", { strategy: "one-for-one" }, [
  // Each of these is made from the ones before it: who stands after the failed one has to begin anew.
  supervisor("data", { strategy: "rest-for-one" }, [task("database", part), task("cache", part), task("search", part)]),
  // These two share a state: when one is gone, the other's half is worth nothing.
  supervisor("live", { strategy: "one-for-all" }, [task("rooms", part), task("sockets", part)]),
  // These have nothing to do with each other.
  supervisor("jobs", { strategy: "one-for-one" }, [
    task("mailer", part),
    supervisor("media", { strategy: "one-for-all" }, [task("resize", part), task("upload", part)]),
  ]),
]);

const runtime = virtualRuntime();
const app = await start(shop, { runtime });

for (const path of ["shop/data/cache", "shop/data/database", "shop/live/sockets", "shop/jobs/mailer", "shop/jobs/media/upload"]) {
  const begun: string[] = [];
  const unsubscribe = app.subscribe((event) => {
    if (event.type === "child.started") begun.push(event.path);
  });
  running.get(path)?.fail(new Error("broken for the sake of the example"));
  await runtime.advance("1s");
  unsubscribe();
  console.log(`${path} broke; begun anew: ${begun.join(", ")}`);
}

const { exit, children = [] } = await app.stop();
console.log(
  `stopped (${exit?.type}), the last first: ${children
    .map(({ id }) => id)
    .toReversed()
    .join(", ")}`,
);
