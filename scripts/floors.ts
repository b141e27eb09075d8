// Checks the floors of packages/coppice/src: `node scripts/floors.ts [folder]`.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { parseSync } from "oxc-parser";
import { root } from "./root.ts";

/**
 * The floor of each folder of the source, of the entry, and of the files beside it (`*.ts`). A file imports from its own
 * floor and those below it; type imports count. A new folder takes its place here.
 */
const FLOORS: Readonly<Record<string, number>> = {
  "show.ts": 0,
  "json.ts": 0,
  "error-data.ts": 0,
  "*.ts": 0,
  time: 1,
  runtime: 1,
  restart: 1,
  event: 1,
  child: 2,
  supervisor: 3,
  fault: 4,
  store: 4,
  health: 4,
  link: 4,
  kind: 5,
  actor: 5,
  registry: 5,
  topic: 5,
  pool: 5,
  control: 7,
  cluster: 7,
  spec: 8,
  app: 9,
  host: 8,
  testing: 9,
  "index.ts": 10,
};

/** The package's own name: inside, its files are imported by their paths. */
const PACKAGE = "coppice";

type Graph = ReadonlyMap<string, readonly string[]>;

/** What is wrong with the imports of the TypeScript files under a folder, a message each; none when the floors hold. */
export function checkFloors(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"))
    .map((file) => file.replaceAll(sep, "/"))
    .toSorted();
  const problems: string[] = [];
  const graph = new Map<string, string[]>();
  for (const file of files) {
    const imported: string[] = [];
    graph.set(file, imported);
    if (floorOf(file) === undefined) {
      problems.push(`${file}: "${topOf(file)}" has no floor: give it one in the table of scripts/floors.ts.`);
      continue;
    }
    for (const specifier of importsOf(file, readFileSync(join(folder, file), "utf8"))) {
      const target = specifier.startsWith(".")
        ? relative(folder, resolve(folder, dirname(file), specifier)).replaceAll(sep, "/")
        : undefined;
      const problem = problemOf(file, specifier, target);
      if (problem !== undefined) problems.push(problem);
      if (target !== undefined) imported.push(target);
    }
  }
  for (const cycle of cyclesOf(graph)) {
    problems.push(
      `${cycle.join(" → ")}: a cycle (type imports count): move what these files share into a file of its own that imports none of them.`,
    );
  }
  return problems;
}

function problemOf(file: string, specifier: string, target: string | undefined): string | undefined {
  if (target === undefined) {
    const itself = specifier === PACKAGE || specifier.startsWith(`${PACKAGE}/`);
    return itself ? `${file} imports "${specifier}", the package it is part of: import the file that declares it.` : undefined;
  }
  if (target.startsWith("../")) return `${file} imports ${target}, outside the source: move it in, or do without.`;
  if (target === "index.ts" || target.endsWith("/index.ts")) {
    return `${file} imports ${target}, an entry for users: import the file that declares it.`;
  }
  const from = floorOf(file);
  const to = floorOf(target);
  // A target without a floor is told of once, at its own file; one that does not exist, by the compiler.
  if (from === undefined || to === undefined || to <= from) return undefined;
  return (
    `${file} (floor ${from}) imports ${target} (floor ${to}): a file imports from its own floor or below. ` +
    `Move what is needed down to floor ${from} or lower, or pass it in as an argument.`
  );
}

function topOf(file: string): string {
  const [top = file, ...inside] = file.split("/");
  return inside.length === 0 && top !== "index.ts" ? "*.ts" : top;
}

function floorOf(file: string): number | undefined {
  return Object.hasOwn(FLOORS, topOf(file)) ? FLOORS[topOf(file)] : undefined;
}

/** The specifiers of everything that a file imports or re-exports, `import()` and `import("…").Type` included. */
function importsOf(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source, { lang: "ts" });
  if (errors[0]) throw new Error(`${file} cannot be parsed: ${errors[0].message}`);
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    if ("source" in node && isStringLiteral(node.source)) found.push(node.source.value);
    Object.values(node).forEach(visit);
  };
  visit(program);
  return found;
}

function isStringLiteral(node: unknown): node is { value: string } {
  return typeof node === "object" && node !== null && "value" in node && typeof node.value === "string";
}

/** The cycles of a graph: each strongly connected group once, told by one way round through it. */
function cyclesOf(graph: Graph): string[][] {
  const cycles: string[][] = [];
  const told = new Set<string>();
  for (const start of graph.keys()) {
    if (told.has(start)) continue;
    const cycle = shortestWay(graph, start);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    for (const file of graph.keys()) if (reaches(graph, start, file) && reaches(graph, file, start)) told.add(file);
  }
  return cycles;
}

/** The shortest way from a file back to itself, both ends named. */
function shortestWay(graph: Graph, start: string): string[] | undefined {
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of graph.get(way.at(-1) ?? start) ?? []) {
      if (next === start) return [...way, start];
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}

function reaches(graph: Graph, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const file of seen) {
    if (file === to) return true;
    for (const next of graph.get(file) ?? []) seen.add(next);
  }
  return false;
}

if (import.meta.main) {
  const problems = checkFloors(resolve(process.argv[2] ?? join(root, "packages/coppice/src")));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
