import { parseArgs } from "node:util";
import { EVILS } from "./evils.ts";
import { SYSTEMS } from "./systems.ts";

/** What the command line says. */
export interface MatrixOptions {
  /** The rows to play, by name. */
  readonly evils: readonly string[];
  /** The columns to play, by name. */
  readonly systems: readonly string[];
  /** How many times as long as usual is waited, on a machine that is slow or busy. */
  readonly patience: number;
  /** The file that the rows are written to. */
  readonly json: string | undefined;
  /** Whether the matrix is put into docs/isolation.md. */
  readonly write: boolean;
}

/** What may be said on the command line. */
export function usage(): string {
  return `npm run crash-matrix -- [options]

  --evil NAME      the row to play; more than once for more. Default: all.
                   There are ${quoted(EVILS)}.
  --system NAME    the column to play; more than once for more. Default: all.
                   There are ${quoted(SYSTEMS)}.
  --patience TIMES how many times as long as usual to wait, on a machine that is slow or busy. Default: 1.
  --json FILE      writes the rows to a file, too.
  --write          puts the matrix into docs/isolation.md.
  --help           says this.`;
}

function quoted(all: readonly { readonly name: string }[]): string {
  return all.map(({ name }) => `"${name}"`).join(", ");
}

/** Reads the command line; throws an Error that says what may be said. */
export function readOptions(args: readonly string[]): MatrixOptions {
  const [allEvils, allSystems] = [EVILS, SYSTEMS].map((all) => all.map(({ name }) => name)) as [string[], string[]];
  const { values } = parseArgs({
    args: [...args],
    options: {
      evil: { type: "string", multiple: true, default: allEvils },
      system: { type: "string", multiple: true, default: allSystems },
      patience: { type: "string", default: "1" },
      json: { type: "string" },
      write: { type: "boolean", default: false },
    },
  });
  const { evil: evils, system: systems, json, write } = values;
  const patience = Number(values.patience);
  if (!(patience >= 1)) throw new Error(`--patience ${values.patience}: expected a number, at least 1.`);
  refuseUnknown("--evil", evils, allEvils);
  refuseUnknown("--system", systems, allSystems);
  if (write && evils.length * systems.length < allEvils.length * allSystems.length) {
    throw new Error("--write: the page shows the whole matrix, so it is not written from a part of it.");
  }
  return { evils, systems, patience, json, write };
}

function refuseUnknown(option: string, named: readonly string[], all: readonly string[]): void {
  const unknown = named.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`${option} "${unknown}": there is none; there are ${all.join(", ")}.`);
}
