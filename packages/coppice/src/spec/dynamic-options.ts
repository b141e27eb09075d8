import type { SupervisorOptions } from "../child/supervisor-options.ts";
import type { Template } from "./template.ts";

/** What can be said of a dynamic supervisor. It is always one-for-one, and its children are never significant. */
export interface DynamicSupervisorOptions<Of extends Template | undefined = Template | undefined> extends Omit<
  SupervisorOptions,
  "strategy" | "autoShutdown" | "boot"
> {
  readonly strategy?: "one-for-one";
  readonly autoShutdown?: "never";
  readonly boot?: "sequential";
  /**
   * What its instances are made from. The id of its spec is the beginning of theirs: `worker-1`, `worker-2` …. Default: none, and
   * every instance comes with a spec of its own.
   */
  readonly template?: Of;
}
