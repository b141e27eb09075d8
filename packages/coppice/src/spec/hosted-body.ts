import type { HostedBody } from "../kind/hosted/hosted-body.ts";
import { milliseconds } from "../time/duration.ts";
import type { HostedOptions } from "./hosted-options.ts";

/** How long a child that lives elsewhere may be silent unless its spec says otherwise. */
const HEARTBEAT = "5s";

/** What of these options, which have been checked, is for the body of any child that lives elsewhere; and the rest. */
export function hostedBody<Options extends HostedOptions>(
  module: string,
  { ready = "start", heartbeat = HEARTBEAT, args = null, ...rest }: Options,
): { readonly hosted: HostedBody; readonly rest: Omit<Options, keyof HostedOptions> } {
  const silence = heartbeat === false ? undefined : milliseconds(heartbeat);
  return { hosted: { module, args, ready, heartbeat: silence }, rest };
}
