import { type Exit, isAbnormal } from "../exit.ts";

/** When a child is started again: `permanent` always, `transient` after an abnormal exit only, `temporary` never. */
export type RestartType = "permanent" | "transient" | "temporary";

/** Whether a child is restarted, by its restart type and how it ended. */
const RESTARTED: Readonly<Record<RestartType, { readonly normal: boolean; readonly abnormal: boolean }>> = {
  permanent: { normal: true, abnormal: true },
  transient: { normal: false, abnormal: true },
  temporary: { normal: false, abnormal: false },
};

/** Whether a child of this type is started again after an exit of its own. A fatal exit is judged before and never asks this. */
export function isRestarted(type: RestartType, exit: Exit): boolean {
  return RESTARTED[type][isAbnormal(exit) ? "abnormal" : "normal"];
}
