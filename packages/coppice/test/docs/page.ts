import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const ROOT: string = fileURLToPath(new URL("../../../..", import.meta.url));

/** A row of a table by the table's heads; cells are bare of code ticks. */
export type TableRow = Readonly<Record<string, string>>;

/** A fenced block. */
export interface Block {
  readonly language: string;
  /** What follows the language, such as `check`. */
  readonly mark: string;
  readonly source: string;
  /** The line of its fence. */
  readonly line: number;
}

/** A page of the documentation, by its path in the repository. */
export class Page {
  readonly path: string;
  readonly text: string;

  constructor(path: string) {
    this.path = path;
    this.text = readFileSync(join(ROOT, path), "utf8");
  }

  /** The fenced blocks, in order. */
  get blocks(): Block[] {
    return Array.from(
      this.text.matchAll(/^```(\w*) ?([^\n]*)\n(.*?)^```$/gms),
      ({ 1: language = "", 2: mark = "", 3: source = "", index }) => ({
        language,
        mark,
        source,
        line: this.text.slice(0, index).split("\n").length,
      }),
    );
  }

  /** The anchors of its headings, as GitHub makes them. */
  get anchors(): Set<string> {
    const bare = withoutBlocks(this.text);
    return new Set(Array.from(bare.matchAll(/^#+ (.+)$/gm), ([, title = ""]) => anchorOf(title)));
  }

  /** Where its links lead: files relative to the repository, with the anchor; addresses elsewhere are left out. */
  get links(): { readonly file: string; readonly anchor: string | undefined }[] {
    const found = Array.from(withoutBlocks(this.text).matchAll(/\]\(([^)\s]+)\)/g), ([, target = ""]) => target);
    return found
      .filter((target) => !/^[a-z]+:/.test(target))
      .map((target) => {
        const [file = "", anchor] = target.split("#");
        return { file: file === "" ? this.path : posix.join(dirname(this.path), file), anchor };
      });
  }

  /** The first table below a heading. */
  table(heading: string): readonly TableRow[] {
    const lines = this.text.split("\n");
    const from = lines.findIndex((line) => /^#+ /.test(line) && line.replace(/^#+ /, "") === heading);
    if (from < 0) throw new Error(`${this.path} has no heading "${heading}"`);
    const rest = lines.slice(from + 1);
    const next = rest.findIndex((line) => /^#+ /.test(line));
    const section = next < 0 ? rest : rest.slice(0, next);
    const first = section.findIndex((line) => line.startsWith("|"));
    if (first < 0) throw new Error(`${this.path} has no table below "${heading}"`);
    const end = section.findIndex((line, at) => at > first && !line.startsWith("|"));
    const [head = [], , ...rows] = section.slice(first, end < 0 ? undefined : end).map(cellsOf);
    return rows.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column] ?? ""])));
  }
}

/** All pages that the repository has for its readers. */
export function pages(): Page[] {
  const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file.replaceAll(sep, "/")}`);
  return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...docs.toSorted()].map((path) => new Page(path));
}

/** What two columns of a table say of each other. */
export function columns(rows: readonly TableRow[], key: string, value: string): Record<string, string> {
  return Object.fromEntries(rows.map((row) => [cell(row, key), cell(row, value)]));
}

/** One cell. */
export function cell(row: TableRow, head: string): string {
  const text = row[head];
  if (text === undefined) throw new Error(`there is no column "${head}" beside ${Object.keys(row).join(", ")}`);
  return text;
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, line.lastIndexOf("|"))
    .split(/(?<!\\)\|/)
    .map((text) => text.trim().replaceAll("\\|", "|").replaceAll("`", ""));
}

function withoutBlocks(text: string): string {
  return text.replaceAll(/^```.*?^```$/gms, "");
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}
