import type { HostedBody } from "../kind/hosted/hosted-body.ts";

/** What the spec of any child holds that is made from a module. */
export type ModuleBody = Pick<HostedBody, "module" | "args" | "ready">;
