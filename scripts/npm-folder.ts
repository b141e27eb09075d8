import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Runs npm in a folder outside of the workspace, which is made when it is not there, with these files in it. What npm complains
 * of is shown. One of the files is `package.json`: without it npm takes the folder for a part of the workspace.
 */
export function npmIn(
  folder: string,
  files: Readonly<Record<string, string>> & { readonly "package.json": string },
  args: readonly string[],
): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  execFileSync("npm", args, { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}
