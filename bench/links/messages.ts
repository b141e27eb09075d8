import type { FromChild, ToChild } from "../../packages/coppice/src/link/message.ts";

/** Asks for a heartbeat, here. */
export const ASK: ToChild = { type: "stop" };

export const HEARTBEAT: FromChild = { type: "heartbeat" };

/** An event of some hundred bytes. */
export const REPORT: FromChild = {
  type: "report",
  event: "order.shipped",
  severity: "info",
  data: { order: 4711, customer: "a customer", lines: [1, 2, 3], note: "as it was asked for" },
};

/** Asks for so many reports, here. */
export function askReports(count: number): ToChild {
  return {
    type: "start",
    module: "",
    args: null,
    path: "root/child",
    incarnation: count,
    ready: "start",
    shutdown: null,
    heartbeat: null,
    now: 0,
  };
}
