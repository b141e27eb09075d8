import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Writable } from "node:stream";
import { couldNot } from "./cannot-start.ts";
import { expectFolder, findCommand } from "./find-command.ts";
import type { ProgramBody } from "./program-options.ts";
import { openStreams } from "./streams.ts";
import { type Variables, variablesOf } from "./variables.ts";

/**
 * Waits at the gate, a pipe, until it is opened: nothing of the program runs before its guard is there. When the supervising process
 * is gone first, the pipe ends, and so does this. Then becomes the program.
 */
const SCRIPT = `read -r coppice_gate <&3 || exit 143
unset coppice_gate $1
[ -z "$2" ] || umask "$2"
shift 2
exec "$@" 3<&-`;

/** What a shell sets by itself. */
const OF_THE_SHELL = ["PWD", "OLDPWD", "SHLVL", "_"];

/** A program that waits for its gate to be opened; without a pid where even that could not be, which is an event "error". */
export interface Launched {
  readonly process: ChildProcess;
  readonly openGate: () => void;
}

/**
 * Makes the process of a program, in a process group of its own.
 *
 * @param path of its child, for errors.
 * @throws CoppiceError BAD_PROGRAM for a command, a folder or a file that is not there or may not be used.
 */
export function launch(path: string, body: ProgramBody): Launched {
  const { umask, uid, gid, channel } = body;
  const cwd = folderOf(body);
  const variables = variablesOf(body, process.env);
  const command = commandLine(path, body, cwd, variables);
  const streams = openStreams(path, body, cwd);
  const unset = OF_THE_SHELL.filter((name) => !Object.hasOwn(variables, name)).join(" ");
  try {
    const launched = spawn("/bin/sh", ["-c", SCRIPT, "sh", unset, umask?.toString(8) ?? "", ...command], {
      cwd,
      env: variables,
      detached: true,
      stdio: [...streams.stdio, "pipe", ...(channel === undefined ? [] : [channel])],
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    });
    const gate = launched.stdio[3] as Writable | undefined;
    gate?.on("error", () => undefined);
    return { process: launched, openGate: () => void gate?.end("\n", () => gate.destroy()) };
  } catch (error) {
    throw couldNot(path, "start", body, error);
  } finally {
    streams.close();
  }
}

/** Where a program works, as a whole path. */
export function folderOf({ cwd }: ProgramBody): string {
  return resolve(cwd ?? ".");
}

/** The command as the shell executes it. */
function commandLine(path: string, { command: [file, ...args] }: ProgramBody, cwd: string, variables: Variables): string[] {
  expectFolder(path, cwd);
  const searched = variables["PATH"];
  const found = findCommand(path, file, cwd, searched ?? process.env["PATH"]);
  // A shell hands on only variables with such names as it could have itself.
  const strange = Object.entries(variables).filter(([name]) => !/^[A-Za-z_]\w*$/.test(name));
  const prefix = strange.length === 0 ? [] : ["/usr/bin/env", ...strange.map(([name, value]) => `${name}=${value}`)];
  return [...prefix, searched === undefined ? found : file, ...args];
}
