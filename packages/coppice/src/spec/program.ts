import type { Spec } from "../child/contract.ts";
import type { Json } from "../json.ts";
import { programKind } from "../kind/program/program-kind.ts";
import type { Running } from "../kind/program/fed-program.ts";
import type { RunningProgram } from "../kind/program/program-life.ts";
import type { Command, ProgramBody, ProgramInput, ProgramOptions } from "../kind/program/program-options.ts";
import { ChildSpec } from "./child-spec.ts";
import { NO_OPTIONS } from "./define.ts";
import { frozenCopy } from "./frozen-copy.ts";
import type { ArgsOf, Module } from "./module.ts";
import { moduleProgram, type ModuleProgramOptions, type ModuleProgramSpec } from "./module-program.ts";
import type { TreeOf } from "./mounted.ts";
import { isModule } from "./module-url.ts";
import { programOptions } from "./program-settings.ts";
import { checkId } from "./validation/check-id.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations, checkRules } from "./validation/combinations.ts";
import { expectCommand } from "./validation/expect-command.ts";
import { PROGRAM_RULES } from "./validation/program-rules.ts";
import type { WithArgs } from "./with-args.ts";

/** A program. `Running`: what `ctx.use` answers. */
export interface ProgramSpec<Id extends string = string, Running extends RunningProgram = RunningProgram> extends Spec<
  Running,
  Id
> {
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
export function program<const Id extends string, const Input extends ProgramInput = "ignore">(
  id: Id,
  command: Command,
  options?: ProgramOptions & { readonly stdin?: Input },
): ProgramSpec<Id, Running<Input>>;
/**
 * Describes a program that is made from a module: its default export, what `task` or `service` would take, runs in a process of its own, with a
 * channel to its supervisor; where it is what `supervisor` answers, or a function that answers it, a whole tree runs there, and shows here; where it
 * is what `actor` answers, or a function that answers it, it is reached as any actor is, at the path of this child.
 * Otherwise it is a program: it has a process group of its own, is killed with all of it, and ends when this process ends.
 *
 * ```ts
 * program("pricing", module<typeof import("./pricing.ts")>(new URL("./pricing.ts", import.meta.url)), { maxMemoryMb: 512 });
 * ```
 *
 * Its context works as in the event loop, save `use`, which throws UNSUPPORTED. A module that cannot be imported, or has no such
 * default export, is a failed start with BAD_MODULE.
 *
 * @param module a URL, `file:` or `data:`, or `module<typeof import("./pricing.ts")>(url)`, which gives `args` its type.
 * @param options as above.
 * @throws CoppiceError as above.
 */
export function program<const Id extends string, Exports = unknown, Given = Json, const Input extends ProgramInput = "ignore">(
  id: Id,
  module: URL | Module<Exports>,
  ...[options]: WithArgs<ModuleProgramOptions<unknown> & { readonly stdin?: Input }, ArgsOf<Exports>, Given>
): ModuleProgramSpec<Id, TreeOf<Exports>, Running<Input>>;
export function program(
  id: string,
  made: Command | URL | Module,
  options: ProgramOptions | ModuleProgramOptions<unknown> = NO_OPTIONS,
): ProgramSpec | ModuleProgramSpec {
  checkId("program(…)", id);
  return isModule(made)
    ? moduleProgram(id, "program(…)", made, options as ModuleProgramOptions)
    : commandProgram(id, made, options as ProgramOptions);
}

function commandProgram(id: string, command: Command, options: ProgramOptions): ProgramSpec {
  expectCommand(`${id}: program(…)`, command);
  const said = frozenCopy(options);
  if (said !== NO_OPTIONS) checkOptions(id, said, "a program");
  checkRules(id, PROGRAM_RULES, said);
  const { settings, own } = programOptions(said);
  const body: ProgramBody = Object.freeze({ ...settings, command: frozenCopy(command) });
  const spec = new ChildSpec(id, programKind, body, own);
  checkOwnCombinations(spec);
  return spec;
}
