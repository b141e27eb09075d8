import { accessSync, closeSync, constants, openSync, readSync, statSync, type Stats } from "node:fs";
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
 * @param uid who is to execute it, where that is somebody else.
 * @throws CoppiceError BAD_PROGRAM when there is none, it is not executable, or what its first line names to execute it is not.
 */
export function findCommand(path: string, file: string, folder: string, searched: string | undefined, uid?: number): string {
  const hasSlash = file.includes("/");
  const candidates = hasSlash ? [resolve(folder, file)] : (searched ?? "").split(":").map((each) => resolve(folder, each, file));
  let reason = "ENOENT";
  for (const candidate of candidates) {
    const against = reasonAgainst(candidate, "file", uid);
    if (against === undefined) {
      expectInterpreter(path, candidate, folder);
      return candidate;
    }
    if (against !== "ENOENT" && against !== "ENOTDIR") reason = against;
  }
  const mend = hasSlash ? "Name it by its whole path, or relative to cwd." : "Install it, or name it by its whole path.";
  const where = hasSlash ? `there is no ${show(candidates[0])}` : `none of the folders of PATH (${show(searched ?? "")}) has it`;
  throw reason === "ENOENT"
    ? cannotStart(path, `the command ${show(file)} was not found: ${where}. ${mend}`, reason, file)
    : cannotStart(path, `the command ${show(file)} may not be executed (${reason}): expected an executable file.`, reason, file);
}

/** Why a path is not what it should be, and may not be used as that; undefined when it is. */
function reasonAgainst(path: string, expected: "file" | "folder", uid?: number): string | undefined {
  try {
    const found = statSync(path);
    if (expected === "folder" ? !found.isDirectory() : !found.isFile()) return expected === "folder" ? "ENOTDIR" : "EACCES";
    accessSync(path, constants.X_OK);
    return mayExecute(found, uid) ? undefined : "EACCES";
  } catch (error) {
    return reasonOf(error);
  }
}

/** Of this process itself the system has said so. Who is not the owner may have the right by the group, or by a list of rights that shows there. */
function mayExecute({ mode, uid: owner }: Stats, uid: number | undefined): boolean {
  if (uid === undefined || uid === 0) return true;
  return (mode & (uid === owner ? 0o100 : 0o011)) !== 0;
}

/** @throws CoppiceError BAD_PROGRAM when the first line of a script names what cannot be executed. */
function expectInterpreter(path: string, script: string, folder: string): void {
  const named = /^#![ \t]*([^ \t\n]+)/.exec(beginningOf(script))?.[1];
  if (named === undefined) return;
  const reason = reasonAgainst(resolve(folder, named), "file");
  if (reason === undefined) return;
  const says = reason === "ENOENT" ? "does not exist" : `may not be executed (${reason})`;
  throw cannotStart(path, `${show(script)} is a script for ${show(named)}, which ${says}. Mend its first line.`, reason, named);
}

/** As much as the system looks at; nothing of a file that may be executed and not read. */
function beginningOf(file: string): string {
  let opened: number | undefined;
  try {
    opened = openSync(file, "r");
    const bytes = Buffer.alloc(256);
    return bytes.toString("latin1", 0, readSync(opened, bytes));
  } catch {
    return "";
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
