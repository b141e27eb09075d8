import type { Spec } from "../child/contract.ts";
import type { ModuleProgramBody } from "../kind/program/module-body.ts";
import { moduleProgramKind } from "../kind/program/module-kind.ts";
import type { RunningProgram } from "../kind/program/program-life.ts";
import { ChildSpec } from "./child-spec.ts";
import { frozenCopy } from "./frozen-copy.ts";
import { hostedBody } from "./hosted-body.ts";
import type { Module } from "./module.ts";
import type { MountedBody, MountedInstance } from "./mounted.ts";
import type { ModuleProgramOptions } from "./module-program-options.ts";
import { moduleUrl } from "./module-url.ts";
import { programOptions } from "./program-settings.ts";
import { checkOptions } from "./validation/check-options.ts";
import { checkOwnCombinations, checkRules } from "./validation/combinations.ts";
import { OUTPUT_RULES } from "./validation/output-rules.ts";

export type { ModuleProgramOptions };

/**
 * A program that is made from a module. What siblings get from `ctx.use` is the address of the actor that its module exports; else the process.
 * `Tree`: the supervisor or actor that its module exports, if the compiler knows it. `Running`: the process.
 */
export interface ModuleProgramSpec<
  Id extends string = string,
  Tree = never,
  Running extends RunningProgram = RunningProgram,
> extends Spec<MountedInstance<Tree, Running>, Id> {
  readonly body: MountedBody<ModuleProgramBody, Tree>;
}

/**
 * Makes the spec of a module as a program.
 *
 * @param word that it was given to, such as `program(…)`.
 * @throws CoppiceError as `program`.
 */
export function moduleProgram<const Id extends string>(
  id: Id,
  word: string,
  module: URL | string | Module,
  options: ModuleProgramOptions,
): ModuleProgramSpec<Id> {
  const url = moduleUrl(id, word, module);
  const said = frozenCopy(options);
  checkOptions(id, said, "a module program");
  checkRules(id, OUTPUT_RULES, said);
  const { hosted, rest } = hostedBody(url, said);
  const { maxHeapMb, execArgv, ...others } = rest;
  const { settings, own } = programOptions(others);
  const body: ModuleProgramBody = Object.freeze({ ...hosted, settings, execArgv, maxHeapMb });
  const spec = new ChildSpec(id, moduleProgramKind, body, own);
  checkOwnCombinations(spec);
  return spec;
}
