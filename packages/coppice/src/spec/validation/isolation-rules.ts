import type { Isolation, ModuleOptions } from "../module-options.ts";
import { listed } from "./check.ts";
import { OPTIONS } from "./option-tables.ts";
import type { Rule } from "./rule.ts";

/** Which options go with which isolation. */
const TABLES: Readonly<Record<Isolation, object>> = {
  loop: OPTIONS["a module in the loop"],
  thread: OPTIONS["a thread"],
  process: OPTIONS["a module program"],
};

/** Of each option that does not go with every isolation, that it is of those only. */
export const ISOLATION_RULES: readonly Rule<ModuleOptions>[] = Object.keys(OPTIONS["a child from a module"]).flatMap((option) => {
  const fitting = (Object.keys(TABLES) as Isolation[]).filter((isolation) => Object.hasOwn(TABLES[isolation], option));
  if (option === "isolation" || fitting.length === 3) return [];
  const words = listed(fitting.map((isolation) => `"${isolation}"`));
  return [
    {
      option,
      other: "isolation",
      broken: (said: ModuleOptions) => {
        const { isolation = "loop" } = said;
        const source = said.isolation === undefined ? " (by default)" : "";
        return Object.hasOwn(said, option) && !fitting.includes(isolation)
          ? { given: said[option as keyof ModuleOptions], meets: isolation, source }
          : undefined;
      },
      why: `it is an option of ${words} only`,
      mend: `Say isolation: ${words}, or leave ${option} out`,
    },
  ];
});
