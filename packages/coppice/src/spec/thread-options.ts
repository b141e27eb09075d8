import type { ChildOptions } from "../child/options.ts";
import type { Json } from "../json.ts";
import type { ThreadLimits, ThreadOutputs } from "../kind/thread/thread-body.ts";
import type { HostedOptions } from "./hosted-options.ts";

/** What can be said of a thread. */
export interface ThreadOptions<Args = Json> extends ChildOptions, HostedOptions<Args>, ThreadLimits, ThreadOutputs {}
