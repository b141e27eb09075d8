import type { Json } from "../json.ts";
import type { ProgramOptions } from "../kind/program/program-options.ts";
import type { HostedOptions } from "./hosted-options.ts";

/** What can be said of a program that is made from a module. It is asked to end over its channel, so there is no signal for that. */
export interface ModuleProgramOptions<Args = Json>
  extends Omit<ProgramOptions, "ready" | "heartbeat" | "stopSignal">, HostedOptions<Args> {
  /** The heap of objects that live long, in MB. Past it the exit is `out-of-memory`. Default: as Node has it. */
  readonly maxHeapMb?: number;
  /** Arguments of Node, such as `["--expose-gc"]`. Default: those of this process, save what it runs itself and who looks at it. */
  readonly execArgv?: readonly string[];
}
