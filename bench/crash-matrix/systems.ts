import { coppicePrograms } from "./systems/coppice-programs.ts";
import { coppiceTasks } from "./systems/coppice-tasks.ts";
import { coppiceThreads } from "./systems/coppice-threads.ts";
import { effect } from "./systems/effect.ts";
import { nact } from "./systems/nact.ts";
import { piscina } from "./systems/piscina.ts";
import { pm2 } from "./systems/pm2.ts";
import { poolifier } from "./systems/poolifier.ts";
import type { System } from "./systems/system.ts";
import { workerpool } from "./systems/workerpool.ts";
import { xstate } from "./systems/xstate.ts";

/** The columns of the matrix, in order: by what stands between the jobs, Coppice first. */
export const SYSTEMS: readonly System[] = [
  coppiceTasks,
  nact,
  xstate,
  effect,
  coppiceThreads,
  piscina,
  workerpool,
  poolifier,
  coppicePrograms,
  pm2,
];
