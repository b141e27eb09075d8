import { type Spec, supervisor } from "coppice";
import { aggregate } from "./aggregate.ts";
import { chaos } from "./chaos.ts";
import { type Address, http } from "./http.ts";
import { ingest } from "./ingest.ts";
import { load } from "./load.ts";
import { parse } from "./parse.ts";
import { store } from "./store.ts";
import type { Tally } from "./tally.ts";

/** What the tree works on. */
export interface Site {
  readonly address: Address;
  readonly logFile: string;
  readonly databaseFile: string;
  readonly tally: Tally;
  /** Milliseconds; undefined: no load. */
  readonly loadFor: number | undefined;
  readonly chaos: boolean;
}

/** The whole program. */
export type WebAnalytics = ReturnType<typeof webAnalytics>;

/**
 * The tree. Server and pipeline know each other by the log file only, so they stand side by side, one-for-one: either can
 * break without the other. The pipeline comes first, as `/stats` asks it; load and chaos come last, as they are guests. So a stop,
 * which goes from the last to the first, sends the guests away, lets the server end its answers, and closes the database at the end.
 */
export function webAnalytics({ address, logFile, databaseFile, tally, loadFor, chaos: isChaos }: Site) {
  const storing = store(databaseFile);
  const aggregating = aggregate(storing);
  const parsing = parse(aggregating);
  const ingesting = ingest(logFile, parsing, storing);
  const guests: Spec[] = [];
  if (loadFor !== undefined) guests.push(load(address, tally, loadFor));
  if (isChaos) guests.push(chaos(address, tally));
  return supervisor("web-analytics", { strategy: "one-for-one" }, [
    supervisor(
      "pipeline",
      {
        // Each part holds the ones before it, so when one is replaced those after it must be too.
        strategy: "rest-for-one",
        // Restarts that wait spend no intensity: a client who sends bad lines all day slows the pipeline, and no more.
        defaults: { backoff: { first: "10ms", initial: "50ms", max: "500ms", resetAfter: "2s" } },
      },
      [storing, aggregating, parsing, ingesting],
    ),
    http({ address, logFile, store: storing, aggregate: aggregating, tally }),
    ...guests,
  ]);
}
