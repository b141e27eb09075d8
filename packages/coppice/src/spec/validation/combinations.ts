import type { Spec } from "../../child/contract.ts";
import { CoppiceError } from "../../error.ts";
import { jsonSafe } from "../../json.ts";
import { show } from "../../show.ts";
import { CHILD_RULES } from "./child-rules.ts";
import type { Rule } from "./rule.ts";
import { type Situation, situationOf } from "./situation.ts";
import { SUPERVISOR_RULES } from "./supervisor-rules.ts";

const RULES: readonly Rule[] = [...CHILD_RULES, ...SUPERVISOR_RULES];

/** @throws CoppiceError BAD_COMBINATION for the first rule that is broken. */
export function checkCombinations(situation: Situation): void {
  const { path, own } = situation;
  // Every rule is about something that the child itself says.
  if (Object.keys(own).length > 0) checkRules(path, RULES, situation);
}

/**
 * Checks how the options of a new spec go together, of one that is no supervisor, and has none yet.
 *
 * @throws CoppiceError as `checkCombinations`.
 */
export function checkOwnCombinations(spec: Spec, path: string = spec.id): void {
  checkCombinations(situationOf(spec, path, undefined, undefined));
}

/** @throws CoppiceError BAD_COMBINATION for the first of the rules that is broken. */
export function checkRules<About>(path: string, rules: readonly Rule<About>[], about: About): void {
  for (const { option, other, broken, why, mend } of rules) {
    const clash = broken(about);
    if (clash === undefined) continue;
    const { given } = clash;
    const what =
      "fact" in clash
        ? `option "${option}" is ${show(given)}, but ${clash.fact}`
        : `options "${option}" and "${other}" do not go together: "${option}" is ${show(given)}, and "${other}" is ` +
          `${show(clash.meets)}${clash.source ?? ""}`;
    throw new CoppiceError("BAD_COMBINATION", `${path}: ${what}; ${why}. ${mend}.`, {
      details: { path, options: [option, other], given: jsonSafe(given), allowed: mend },
    });
  }
}
