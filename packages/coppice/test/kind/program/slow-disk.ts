// Runs a program that prints into a file, on a disk that takes so many milliseconds for each write, or `never` comes to an end after the first. Prints
// what is told of it, as JSON.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { promisify } from "node:util";

const [file = "", delay = "", count = ""] = process.argv.slice(2);
const real = promisify(fs.write) as (...args: unknown[]) => Promise<unknown>;
let writes = 0;
const slow = async (...args: unknown[]): Promise<unknown> => {
  writes += 1;
  if (delay === "never" && writes > 1) return await new Promise(() => undefined);
  if (delay !== "never") await new Promise((done) => setTimeout(done, Number(delay)));
  return await real(...args);
};
fs.write = Object.assign(() => undefined, { [promisify.custom]: slow }) as unknown as typeof fs.write;
syncBuiltinESMExports();

const { program, start, supervisor } = await import("coppice");
const tool = program("tool", ["seq", count], { stdout: { file, rotate: {} }, restart: "temporary", significant: true });
const app = await start(supervisor("root", { autoShutdown: "any-significant" }, [tool]), {
  listen: (source) =>
    source.subscribe((event) => {
      if (event.type === "program.file-failed" || event.type === "child.exited")
        process.stdout.write(`${JSON.stringify(event)}\n`);
    }),
});
await app.exit;
