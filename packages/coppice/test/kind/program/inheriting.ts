// A tree whose program has this process's own streams.
import { program, runMain, supervisor } from "coppice";

const inherits = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;

await runMain(
  supervisor("root", { autoShutdown: "any-significant" }, [
    program("tool", ["sh", "-c", "cat; echo and told >&2"], { ...inherits, restart: "temporary", significant: true }),
  ]),
);
