import { type ChildProcess, spawn } from "node:child_process";
import { resolve } from "node:path";
import type { Duplex, Readable } from "node:stream";
import { cannotStart, couldNot } from "./cannot-start.ts";
import { expectFolder, findCommand } from "./find-command.ts";
import type { Guard } from "./guard.ts";
import { hasChannel, type ProgramBody } from "./program-options.ts";
import type { Runtime } from "../../runtime/runtime.ts";
import { milliseconds } from "../../time/duration.ts";
import { endFiles, type OutputFiles } from "../output/output-files.ts";
import { openStreams } from "./streams.ts";
import { type Variables, variablesOf } from "./variables.ts";

/** By which signal the shell ends that could not put itself on the list of the guard: one that hardly a program ends by. */
export const NOT_ENROLLED: NodeJS.Signals = "SIGVTALRM";

/**
 * Puts itself, the head of a process group, on the list of the guard, and becomes the program: `$1`, variables that the shell has set;
 * `$2`, the umask; then the command. Where the channel has a first word to read, it waits for that.
 *
 * The guard's input takes nothing while it is full, as Node has made it so that a write to it does not wait: it is tried for some seconds.
 * It never takes anything again once the guard is gone: that is SIGPIPE.
 */
const ENROL = `trap 'kill -s VTALRM $$' PIPE
enrol() {
  echo "+ $$" >&3 2>&- && return
  [ $# -lt 40 ] || kill -s VTALRM $$
  /bin/sleep 0.1 2>&-
  enrol "$@" again
}
enrol`;
const AWAIT = `read -r coppice_word <&4 || exit 143`;
const ARRANGE = `unset coppice_word $1
[ -z "$2" ] || umask "$2"
shift 2`;

/** What a shell sets by itself. */
const OF_THE_SHELL = ["PWD", "OLDPWD", "SHLVL", "_"];

/** What a shell does not take from its environment, or changes before it hands it on. */
const CHANGED_BY_THE_SHELL = new Set([
  ...OF_THE_SHELL,
  "IFS",
  "OPTIND",
  "PPID",
  "UID",
  "EUID",
  "BASHOPTS",
  "SHELLOPTS",
  "coppice_word",
]);

/** A program on its way; without a pid where it could not be started, which is an event "error". */
export interface Launched {
  readonly process: ChildProcess;
  readonly rotating: OutputFiles;
  /** What it says of itself, where it is to. */
  readonly notifications: Readable | undefined;
  /** Lets it run, where it was to wait. */
  readonly release: () => void;
}

/**
 * Makes the process of a program, in a process group of its own that the guard knows.
 *
 * @param path of its child, for errors.
 * @throws CoppiceError BAD_PROGRAM for a command, a folder or a file that is not there or may not be used.
 */
export function launch(path: string, body: ProgramBody, guard: Guard, runtime: Runtime): Launched {
  const { umask, uid, gid, channel: ipc } = body;
  const waits = body.nice !== undefined;
  const notifies = hasChannel(body);
  // A program with a channel of Node has it after the one for notifications, which the shell closes.
  const own = waits || notifies || ipc !== undefined ? ([waits || notifies ? "pipe" : "ignore"] as const) : [];
  const cwd = folderOf(body);
  const variables = { ...variablesOf(body, process.env), ...(notifies && channelVariables(body)) };
  const command = commandLine(path, body, cwd, variables);
  const { input } = guard;
  if (input === undefined) throw cannotStart(path, "its guard, /bin/sh, could not be started.", "EAGAIN", "/bin/sh");
  const streams = openStreams(path, body, cwd, runtime);
  const unset = OF_THE_SHELL.filter((name) => !Object.hasOwn(variables, name)).join(" ");
  const become = notifies ? `exec "$@" 3>&4 4>&-` : `exec "$@" 3>&- 4>&-`;
  const script = [ENROL, ...(waits ? [AWAIT] : []), ARRANGE, become].join("\n");
  try {
    const launched = spawn("/bin/sh", ["-c", script, "sh", unset, umask?.toString(8) ?? "", ...command], {
      cwd,
      env: variables,
      detached: true,
      stdio: [...streams.stdio, input, ...own, ...(ipc === undefined ? [] : [ipc])],
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    });
    // Where it could not be made for want of files, it has no streams, and says so later.
    launched.on("error", () => undefined);
    const channel = (launched.stdio as ChildProcess["stdio"] | undefined)?.[4] as Duplex | null | undefined;
    channel?.on("error", () => undefined);
    return {
      process: launched,
      rotating: streams.rotating,
      notifications: notifies ? (channel ?? undefined) : undefined,
      release: () => {
        if (waits) channel?.end("\n", () => void (notifies || channel.destroy()));
      },
    };
  } catch (error) {
    void endFiles(streams.rotating);
    throw couldNot(path, "start", body, error);
  } finally {
    streams.close();
  }
}

/** Where a program works, as a whole path. */
export function folderOf({ cwd }: ProgramBody): string {
  return resolve(cwd ?? ".");
}

/** What tells a program where its notifications go, and how often it must beat, as systemd says it: in microseconds. */
function channelVariables({ heartbeat }: ProgramBody): Variables {
  const beats = heartbeat === undefined ? {} : { WATCHDOG_USEC: String(Math.round(milliseconds(heartbeat) * 1_000)) };
  return { NOTIFY_FD: "3", ...beats };
}

/** The command as the shell executes it. */
function commandLine(
  path: string,
  { command: [file, ...args], env = {}, uid }: ProgramBody,
  cwd: string,
  variables: Variables,
): string[] {
  expectFolder(path, cwd);
  const searched = variables["PATH"];
  const found = findCommand(path, file, cwd, searched ?? process.env["PATH"], uid);
  // A shell hands on only variables with such names as it could have itself. Some it sets for itself: what the spec says of these, and this
  // process does not, goes by its side.
  const isLost = (name: string, value: string): boolean =>
    !/^[A-Za-z_]\w*$/.test(name) || (CHANGED_BY_THE_SHELL.has(name) && Object.hasOwn(env, name) && value !== process.env[name]);
  const strange = Object.entries(variables).filter(([name, value]) => isLost(name, value));
  const prefix = strange.length === 0 ? [] : ["/usr/bin/env", ...strange.map(([name, value]) => `${name}=${value}`)];
  return [...prefix, searched === undefined ? found : file, ...args];
}
