import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Action, Input } from "./model/input.ts";
import { Model } from "./reference-model.ts";
import { inputOf, life } from "./sequences.ts";
import { Subject } from "./subject.ts";

/** How many lives are lived; COPPICE_SEQUENCES asks for more, COPPICE_SEED repeats a run. */
const numRuns = Number(process.env["COPPICE_SEQUENCES"] ?? 3_000);
const seed = process.env["COPPICE_SEED"];

test("decide does, on any sequence of commands, what the reference model says", { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(life(60), ({ config, steps }) => {
      const model = new Model(config);
      const subject = new Subject(config);
      const trail: Input[] = [];
      const both = (input: Input): void => {
        trail.push(input);
        const expected = essence(model.apply(input));
        assert.deepEqual(essence(subject.apply(input)), expected, said(trail));
        assert.deepEqual(subject.snapshot(), model.snapshot(), said(trail));
      };
      both({ type: "boot" });
      for (const step of steps) {
        const input = inputOf(step, model);
        if (input === undefined || ("id" in input && subject.isBetween(input.id))) continue;
        both(input);
      }
    }),
    { numRuns, ...(seed !== undefined && { seed: Number(seed) }) },
  );
});

/** Answers and starts of one input may come in any order; stops and kills may not. */
function essence(actions: readonly Action[]): readonly string[] {
  const texts = actions.map((action) => (action.type === "down" ? `down ${action.exit} ${action.why}` : JSON.stringify(action)));
  const ordered = texts.filter((_, at) => actions[at]?.type === "stop" || actions[at]?.type === "kill");
  return [...texts.toSorted(), ...ordered];
}

function said(trail: readonly Input[]): string {
  return trail.map((input) => JSON.stringify(input)).join("\n");
}
