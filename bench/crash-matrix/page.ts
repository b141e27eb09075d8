import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../scripts/root.ts";
import type { Row } from "./row.ts";

/** The page that shows the matrix. */
const PAGE = join(root, "docs", "isolation.md");

const BEGIN = "<!-- The crash matrix: written by `npm run crash-matrix -- --write`. -->";
const END = "<!-- The end of the crash matrix. -->";

/** The part of the page that is written by the script. */
export function matrixOnPage(): string {
  const page = readFileSync(PAGE, "utf8");
  return page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)).trim();
}

/** Puts a matrix on the page, in place of the one that is there. */
export function writePage(matrix: string): void {
  const page = readFileSync(PAGE, "utf8");
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before === -1 || after === -1) throw new Error(`${PAGE} has no place for the matrix: lines "${BEGIN}" and "${END}".`);
  writeFileSync(PAGE, `${page.slice(0, before)}${BEGIN}\n\n${matrix}\n\n${page.slice(after)}`);
}

/** Rows as a table in Markdown, with the evils down and the systems across, in the order in which they come. */
export function matrixOf(rows: readonly Row[]): string {
  const systems = [...new Set(rows.map(({ system }) => system))];
  const evils = [...new Set(rows.map(({ evil }) => evil))];
  const outcomeOf = (evil: string, system: string): string =>
    rows.find((row) => row.evil === evil && row.system === system)?.outcome ?? "";
  const lines = evils.map((evil) => [evil, ...systems.map((system) => outcomeOf(evil, system))]);
  return [["", ...systems], ["---", ...systems.map(() => "---")], ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The outcomes in a table of Markdown, by row and column: the reverse of `matrixOf`. */
export function outcomesIn(matrix: string): readonly Pick<Row, "evil" | "system" | "outcome">[] {
  const [systems = [], , ...lines] = matrix
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
  return lines.flatMap(([evil = "", ...outcomes]) =>
    outcomes.map((outcome, index) => ({ evil, system: systems[index + 1] ?? "", outcome: outcome as Row["outcome"] })),
  );
}
