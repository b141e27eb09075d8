import type { ChildOptions } from "../child/options.ts";
import type { ProgramOptions, ProgramSettings } from "../kind/program/program-options.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";

/** The options of a program, divided: what its kind reads, and what its supervisor does. */
export function programOptions(options: ProgramOptions): { readonly settings: ProgramSettings; readonly own: ChildOptions } {
  const {
    ready,
    heartbeat,
    stopSignal,
    cwd,
    env,
    inheritEnv,
    stdin,
    stdout,
    stderr,
    uid,
    gid,
    umask,
    nice,
    maxMemoryMb,
    ...own
  } = options;
  const settings = {
    ready,
    heartbeat,
    stopSignal,
    cwd,
    env,
    inheritEnv,
    stdin,
    stdout,
    stderr,
    uid,
    gid,
    umask,
    nice,
    maxMemoryMb,
  };
  return {
    settings: frozenCopy(settings) as ProgramSettings,
    own: Object.keys(own).length === 0 ? NO_OPTIONS : Object.freeze(own),
  };
}
