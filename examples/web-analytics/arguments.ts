import { parseArgs } from "node:util";

/** What was asked for on the command line. */
export interface Arguments {
  /** How long the load lasts, in milliseconds; undefined: no load, serve until Ctrl-C. */
  readonly loadFor: number | undefined;
  readonly chaos: boolean;
  readonly json: boolean;
  readonly port: number;
  /** Where log and database are kept; undefined: in a new folder of the system's temporary ones. */
  readonly dir: string | undefined;
  readonly help: boolean;
}

/** What `--help` shows. */
export const USAGE = `A small web server whose access log is followed into a database, under a supervision tree.

npm start -- [options]
  --for TIME    make load for so long (500ms, 20s, 2m), report, and end; without it, serve until Ctrl-C
  --chaos       crash a random part about every half second, while the load lasts or until Ctrl-C
  --json        print the report as one line of JSON, the last; with --for
  --port PORT   where to listen on 127.0.0.1; 0 takes a free one (default: 8080)
  --dir FOLDER  where to keep the log and the database, made if need be (default: a new temporary folder)
  --help        show this`;

const UNITS = { ms: 1, s: 1_000, m: 60_000 } as const;

/** Reads the command line. Throws an error that says what was expected. */
export function readArguments(args: readonly string[]): Arguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      for: { type: "string" },
      chaos: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      port: { type: "string", default: "8080" },
      dir: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.dir === "") throw new Error("--dir is empty: expected a folder.");
  if (values.json && values.for === undefined) {
    throw new Error("--json shows the report, and there is one only with --for: give both, such as --for 20s --json.");
  }
  return {
    loadFor: values.for === undefined ? undefined : readTime(values.for),
    chaos: values.chaos,
    json: values.json,
    port: readPort(values.port),
    dir: values.dir,
    help: values.help,
  };
}

function readTime(text: string): number {
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const time = Number(number) * (UNITS[unit as keyof typeof UNITS] ?? Number.NaN);
  // Longer than this, and Node's timers would fire at once.
  if (time > 0 && time < 2 ** 31) return time;
  throw new Error(`--for is "${text}": expected a time from 1ms to 35000m, such as 500ms, 20s or 2m.`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port < 65_536) return port;
  throw new Error(`--port is "${text}": expected a number from 0 to 65535.`);
}
