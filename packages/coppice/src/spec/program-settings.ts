import type { ChildOptions } from "../child/options.ts";
import type { ProgramOptions, ProgramSettings } from "../kind/program/program-options.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";

/** What the kind of a program reads of its options; all else is its supervisor's. */
const SETTINGS: Readonly<Record<keyof ProgramSettings, true>> = {
  ready: true,
  heartbeat: true,
  stopSignal: true,
  cwd: true,
  env: true,
  inheritEnv: true,
  stdin: true,
  stdout: true,
  stderr: true,
  uid: true,
  gid: true,
  umask: true,
  nice: true,
  maxMemoryMb: true,
};

/** The options of a program, divided: what its kind reads, and what its supervisor does. */
export function programOptions(options: ProgramOptions): { readonly settings: ProgramSettings; readonly own: ChildOptions } {
  const settings: Record<string, unknown> = {};
  const own: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) (Object.hasOwn(SETTINGS, name) ? settings : own)[name] = value;
  return {
    settings: frozenCopy(settings),
    own: Object.keys(own).length === 0 ? NO_OPTIONS : Object.freeze(own),
  };
}
