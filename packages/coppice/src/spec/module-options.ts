import type { ChildOptions } from "../child/options.ts";
import type { Json } from "../json.ts";
import type { HostedOptions } from "./hosted-options.ts";
import type { ModuleProgramOptions } from "./module-program-options.ts";
import type { ThreadOptions } from "./thread-options.ts";

/** Where a child that is made from a module runs: in the event loop of its supervisor, in a thread, in a process of its own. */
export type Isolation = "loop" | "thread" | "process";

/** What can be said of a child that is made from a module and runs in the event loop. */
export interface LoopModuleOptions<Args = Json> extends ChildOptions, Pick<HostedOptions<Args>, "ready" | "args"> {}

/** What can be said of a child that is made from a module: where it runs, and what can be said of one that runs there. Default: "loop". */
export type ModuleOptions<Args = Json> =
  | (LoopModuleOptions<Args> & { readonly isolation?: "loop" })
  | (ThreadOptions<Args> & { readonly isolation: "thread" })
  | (ModuleProgramOptions<Args> & { readonly isolation: "process" });
