import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import { show } from "../../show.ts";
import { reasonOf } from "../output/reason-of.ts";
import { cannotStart } from "./cannot-start.ts";

/** @throws CoppiceError BAD_PROGRAM when a program cannot work in this folder. */
export function expectFolder(path: string, folder: string): void {
  const reason = reasonAgainst(folder, "folder");
  if (reason === undefined) return;
  const says = reason === "ENOENT" ? "does not exist" : reason === "ENOTDIR" ? "is no folder" : `may not be entered (${reason})`;
  throw cannotStart(path, `its working folder ${show(folder)} ${says}: expected a folder. Make it, or mend cwd.`, reason, folder);
}

/**
 * The file of a command: as it is named, relative to the working folder, when its name has a slash; else the first of that name in the
 * folders of PATH.
 *
 * @throws CoppiceError BAD_PROGRAM when there is none, or it is not executable.
 */
export function findCommand(path: string, file: string, folder: string, searched: string | undefined): string {
  const hasSlash = file.includes("/");
  const candidates = hasSlash ? [resolve(folder, file)] : (searched ?? "").split(":").map((each) => resolve(folder, each, file));
  let reason = "ENOENT";
  for (const candidate of candidates) {
    const against = reasonAgainst(candidate, "file");
    if (against === undefined) return candidate;
    if (against !== "ENOENT" && against !== "ENOTDIR") reason = against;
  }
  const mend = hasSlash ? "Name it by its whole path, or relative to cwd." : "Install it, or name it by its whole path.";
  const where = hasSlash ? `there is no ${show(candidates[0])}` : `none of the folders of PATH (${show(searched ?? "")}) has it`;
  throw reason === "ENOENT"
    ? cannotStart(path, `the command ${show(file)} was not found: ${where}. ${mend}`, reason, file)
    : cannotStart(path, `the command ${show(file)} may not be executed (${reason}): expected an executable file.`, reason, file);
}

/** Why a path is not what it should be, and may not be used as that; undefined when it is. */
function reasonAgainst(path: string, expected: "file" | "folder"): string | undefined {
  try {
    const found = statSync(path);
    if (expected === "folder" ? !found.isDirectory() : !found.isFile()) return expected === "folder" ? "ENOTDIR" : "EACCES";
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
