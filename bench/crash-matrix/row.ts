import { observe, PATIENCE, type Patience } from "./observe.ts";
import { judge, type Outcome } from "./outcome.ts";
import type { System } from "./systems/system.ts";

/** One cell of the matrix. */
export interface Row {
  readonly evil: string;
  readonly system: string;
  readonly outcome: Outcome;
  /** What was seen, in a few words; of what cannot be asked, why. */
  readonly saw: string;
}

/** Plays a cell, where it can be asked. */
export async function rowOf(system: System, evil: string, patience: Patience = PATIENCE): Promise<Row> {
  const why = system.cannot[evil];
  const verdict = why === undefined ? judge(await observe(system, evil, patience)) : { outcome: "—" as const, saw: why };
  return { evil, system: system.name, ...verdict };
}
