/** Which message is handled first where the mailbox has `priorities`: "critical" before "high" before "normal" before "low". */
export type Priority = "low" | "normal" | "high" | "critical";

/** All priorities. */
export const PRIORITIES: readonly Priority[] = ["critical", "high", "normal", "low"];
