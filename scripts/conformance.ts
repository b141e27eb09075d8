// Writes docs/conformance.md from the rows and the tests: `npm run conformance`. With `--check` it writes nothing, and fails when
// the page is stale or a row has neither a test nor a reason.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { parseSync } from "oxc-parser";
import { type Row, type Table, TABLES } from "./conformance-rows.ts";
import { root } from "./root.ts";

/** A test that shows a row, found in the sources by its name. */
export interface RowTest {
  readonly row: string;
  /** The name after the row. */
  readonly title: string;
  /** Relative to the repository. */
  readonly file: string;
}

type Verdict = "pass" | "departs" | "pass in part" | "waiting" | "not portable" | "missing";

const MEANINGS: Readonly<Record<Exclude<Verdict, "missing">, string>> = {
  pass: "a test shows the behaviour",
  departs: "a test shows what Coppice does instead, on purpose",
  "pass in part": "a test shows what is there; the rest waits for something that is not",
  waiting: "all of it waits for something that is not there yet",
  "not portable": "no test can exist, and why",
};

const PAGE = "docs/conformance.md";

/** Tests of the kernel alone, and of the model beside it: a row is shown by a running tree. */
const KERNEL_ALONE = /^packages\/coppice\/test\/supervisor\//;

/** `otp 32 · one-for-all: …` */
const NAME = /^((?:otp|flare|airssys) [FA]?\d+) · (.+)$/s;

/** The tests of a file that are named after rows. Skipped ones and those to be done are none. */
export function rowTestsOf(file: string, source: string): RowTest[] {
  const { program, errors } = parseSync(file, source, { lang: "ts" });
  if (errors[0]) throw new Error(`${file} cannot be parsed: ${errors[0].message}`);
  const found: RowTest[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (isSkipped(node)) return;
    const [, row, title] = NAME.exec(textOf(node) ?? "") ?? [];
    if (row !== undefined && title !== undefined) found.push({ row, title, file });
    Object.values(node).forEach(visit);
  };
  visit(program);
  return found;
}

/** The text of a string literal, or of a template with `…` for what is put in. */
function textOf(node: object): string | undefined {
  if (!("type" in node)) return undefined;
  if (node.type === "Literal" && "value" in node && typeof node.value === "string") return node.value;
  if (node.type !== "TemplateLiteral" || !("quasis" in node)) return undefined;
  return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join("…");
}

/** Whether a node is a call of `test.skip`, `suite.todo` and the like, or one with such an option. */
function isSkipped(node: object): boolean {
  if (!("type" in node) || node.type !== "CallExpression") return false;
  const { callee, arguments: args } = node as unknown as { callee: Named; arguments: Named[] };
  const isTurnedOff = (key: Named | undefined): boolean => key?.name === "skip" || key?.name === "todo";
  return isTurnedOff(callee.property) || args.some(({ properties = [] }) => properties.some(({ key }) => isTurnedOff(key)));
}

interface Named {
  readonly name?: string;
  readonly property?: Named;
  readonly key?: Named;
  readonly properties?: readonly Named[];
}

/** All tests of the repository that are named after rows. */
function rowTests(): RowTest[] {
  const packages = readdirSync(join(root, "packages")).map((name) => `packages/${name}/test`);
  return [...packages, "examples/test"]
    .toSorted()
    .flatMap(filesIn)
    .filter((file) => !KERNEL_ALONE.test(file))
    .flatMap(readTests);
}

function filesIn(folder: string): string[] {
  try {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" });
    return files
      .filter((file) => file.endsWith(".ts"))
      .map((file) => `${folder}/${file.replaceAll(sep, "/")}`)
      .toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function readTests(file: string): RowTest[] {
  const source = readFileSync(join(root, file), "utf8");
  return source.includes(" · ") ? rowTestsOf(file, source) : [];
}

/** What a row comes to, given the tests named after it. */
export function verdictOf(row: Row, tests: readonly RowTest[]): Verdict {
  if (tests.length === 0) {
    if (row.waits !== undefined) return "waiting";
    return row.noTest === undefined ? "missing" : "not portable";
  }
  if (row.departs !== undefined) return "departs";
  return row.restWaits === undefined ? "pass" : "pass in part";
}

/** What does not hold, a message each: rows with neither test nor reason, reasons that are out of date, tests of no row. */
export function problemsOf(tables: readonly Table[], tests: readonly RowTest[]): string[] {
  const rows = tables.flatMap((table) => table.rows);
  const known = new Set(rows.map(({ row }) => row));
  const problems: string[] = [];
  if (known.size < rows.length) problems.push("conformance-rows.ts has a row twice.");
  for (const { row, title, file } of tests) {
    if (!known.has(row))
      problems.push(`${file}: "${row} · ${title}" is named after a row that is not in scripts/conformance-rows.ts.`);
  }
  for (const row of rows) {
    const its = tests.filter((test) => test.row === row.row);
    if (verdictOf(row, its) === "missing") {
      problems.push(
        `${row.row} has no test. Write one named "${row.row} · …", or say in scripts/conformance-rows.ts why there is none.`,
      );
    }
    if (its.length > 0 && (row.waits !== undefined || row.noTest !== undefined)) {
      problems.push(
        `${row.row} has a test, and says that it has none: take \`waits\` or \`noTest\` out of scripts/conformance-rows.ts.`,
      );
    }
  }
  return problems;
}

/** The page, from the rows and the tests. */
export function pageOf(tables: readonly Table[], tests: readonly RowTest[]): string {
  const testsOf = (row: Row): RowTest[] => tests.filter((test) => test.row === row.row);
  const rows = tables.flatMap((table) => table.rows);
  const verdicts = Object.keys(MEANINGS) as (keyof typeof MEANINGS)[];
  const count = (of: readonly Row[], verdict: Verdict): number =>
    of.filter((row) => verdictOf(row, testsOf(row)) === verdict).length;
  return [
    "# Conformance",
    "",
    "What other supervisors are known to do, row by row, and the tests that show that Coppice does it too. The rows of Erlang/OTP",
    "follow the cases of its own supervisor suite; those of ash-flare and airssys-rt what their guides promise. The wording is ours.",
    "",
    "This page is generated by `npm run conformance` from the names of the tests and from",
    "[scripts/conformance-rows.ts](../scripts/conformance-rows.ts). `npm test` fails when it is stale, or when a row has neither a",
    "test nor a reason. See [how the tree behaves](semantics.md) for the rules themselves.",
    "",
    table(
      ["Verdict", "Meaning", ...tables.map(({ title }) => title), "All"],
      verdicts.map((verdict) => [
        verdict,
        MEANINGS[verdict],
        ...tables.map((each) => String(count(each.rows, verdict))),
        String(count(rows, verdict)),
      ]),
    ),
    ...tables.flatMap(({ title, rows: its }) => [
      "",
      `## ${title}`,
      "",
      table(
        ["Row", "Behaviour", "Verdict", "Tests"],
        its.map((row) => [row.row, saysOf(row), verdictOf(row, testsOf(row)), testsOf(row).map(linkTo).join("<br>")]),
      ),
    ]),
    "",
  ].join("\n");
}

function saysOf({ name, says, departs, waits, restWaits, noTest }: Row): string {
  return [
    name === undefined ? "" : `\`${name}\`: `,
    says,
    departs === undefined ? "" : ` **Departs:** ${departs}`,
    waits === undefined ? "" : ` **Waits for** ${waits}.`,
    restWaits === undefined ? "" : ` **The rest waits for** ${restWaits}.`,
    noTest === undefined ? "" : ` **Not portable:** ${noTest}`,
  ].join("");
}

function linkTo({ title, file }: RowTest): string {
  return `[${title.replaceAll(/[[\]]/g, "\\$&")}](../${file})`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** What does not hold in the repository: of the rows, of the tests, and of the page. */
export function checkConformance(): string[] {
  const tests = rowTests();
  const problems = problemsOf(TABLES, tests);
  if (readPage() !== pageOf(TABLES, tests)) problems.push(`${PAGE} is stale: npm run conformance writes it anew.`);
  return problems;
}

function readPage(): string | undefined {
  try {
    return readFileSync(join(root, PAGE), "utf8");
  } catch {
    return undefined;
  }
}

if (import.meta.main) {
  if (!process.argv.includes("--check")) writeFileSync(join(root, PAGE), pageOf(TABLES, rowTests()));
  const problems = checkConformance();
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}
