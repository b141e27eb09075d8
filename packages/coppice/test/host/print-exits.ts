import { type Exit, type Spec, start, supervisor } from "coppice";

/**
 * Runs children in a tree in fault domains until something could be shown of an exit of each; prints that by path.
 *
 * @param shown of an exit; undefined for one that does not count.
 */
export async function printExits(children: readonly Spec[], shown: (exit: Exit) => unknown): Promise<void> {
  const exits: Record<string, unknown> = {};
  const all = Promise.withResolvers<void>();
  const app = await start(supervisor("root", { boot: "concurrent" }, children), {
    strayErrors: true,
    listen: (events) =>
      events.subscribe((event) => {
        const told = event.type === "child.exited" ? shown(event.exit) : undefined;
        if (told === undefined) return;
        exits[event.path] = told;
        if (Object.keys(exits).length === children.length) all.resolve();
      }),
  });
  await all.promise;
  await app.stop();
  process.stdout.write(JSON.stringify(exits));
}

/** The message of an error, and whether it was a stray one. */
export function failure(exit: Exit): unknown {
  return exit.type === "failed" ? [exit.error.message, exit.stray] : undefined;
}
