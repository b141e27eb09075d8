import type { Json } from "../../json.ts";

/** What the spec of a child holds that is made from a module and lives elsewhere. */
export interface HostedBody {
  /** The URL of the module whose default export is the child. */
  readonly module: string;
  /** What the default export gets beside its context; null when nothing was said. */
  readonly args: Json;
  readonly ready: "start" | "signal";
  /** Milliseconds without a heartbeat that are borne; undefined: none is waited for. */
  readonly heartbeat: number | undefined;
}
