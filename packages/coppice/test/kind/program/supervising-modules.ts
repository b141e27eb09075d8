// A tree of programs that are made from modules, each of one line of JavaScript.
import { program, start, supervisor } from "coppice";

const programs = process.argv.slice(2).map((source, index) =>
  program(`program-${index}`, new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    stdout: "inherit",
    stderr: "inherit",
    heartbeat: false,
  }),
);
await start(supervisor("root", { boot: "concurrent" }, programs));
