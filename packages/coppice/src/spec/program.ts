import type { Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import { programKind } from "../kind/program/program-kind.ts";
import type { RunningProgram } from "../kind/program/program-life.ts";
import type { Command, ProgramBody, ProgramOptions, ProgramSettings } from "../kind/program/program-options.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkCombinations, checkRules } from "./validation/combinations.ts";
import { expectCommand } from "./validation/expect-command.ts";
import { PROGRAM_RULES } from "./validation/program-rules.ts";
import { situationOf } from "./validation/situation.ts";

/** A program. */
export interface ProgramSpec<Id extends string = string> extends Spec<RunningProgram, Id> {
  readonly body: ProgramBody;
}

/**
 * Describes a program: any executable, as a child. It runs in a process group of its own, is asked to end by a signal to that group, killed
 * with all of the group where it does not, and ends within a second when this process ends, in whatever way. Not on Windows.
 *
 * ```ts
 * const encoder = program("encoder", ["ffmpeg", "-i", "-", "out.webm"], { stdin: "pipe", shutdown: "10s", success: [0, 255] });
 * ```
 *
 * It ends `exited` with its code or signal: `normal` for the codes of `success`, which are [0] unless said otherwise, `shutdown` when it was asked to
 * and ended by that signal, or with code 0, 143, or 128 and the signal's number. A start fails with BAD_PROGRAM when the command, its folder
 * or a file is not there or may not be used, and with ENDED_BEFORE_READY when it ends well before it is ready.
 *
 * @param command the file and its arguments; no shell looks at them. The file is looked for in PATH unless its name has a slash.
 * @param options copied: what is changed of them later changes nothing. A member that is undefined means the default.
 * @throws CoppiceError BAD_SPEC when there is no command; BAD_ID; BAD_OPTION, BAD_DURATION, BAD_COMBINATION for an option.
 */
export function program<const Id extends string>(
  id: Id,
  command: Command,
  options: ProgramOptions = NO_OPTIONS,
): ProgramSpec<Id> {
  checkId("program(…)", id);
  expectCommand(`${id}: program(…)`, command);
  const said = frozenCopy(options);
  if (said !== NO_OPTIONS) checkOptions(id, said, "a program");
  checkRules(id, PROGRAM_RULES, said);
  const { settings, own } = divided(said);
  const body: ProgramBody = Object.freeze({ ...settings, command: frozenCopy(command) });
  const spec = new ChildSpec(id, programKind, body, own);
  checkCombinations(situationOf(spec, id, undefined, undefined));
  return spec;
}

/** What the kind reads, and what the supervisor does. */
function divided(options: ProgramOptions): { readonly settings: ProgramSettings; readonly own: ChildOptions } {
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
