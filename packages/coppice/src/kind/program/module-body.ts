import type { HostedBody } from "../hosted/hosted-body.ts";
import type { ProgramSettings } from "./program-options.ts";

/** What the spec of a program holds that is made from a module. */
export interface ModuleProgramBody extends HostedBody {
  /** What is said of it as of any program. */
  readonly settings: Omit<ProgramSettings, "ready" | "stopSignal">;
  /** Arguments of Node; undefined: those of this process. */
  readonly execArgv: readonly string[] | undefined;
  readonly maxHeapMb: number | undefined;
}
