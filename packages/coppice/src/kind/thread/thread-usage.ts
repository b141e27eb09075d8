import type { Worker } from "node:worker_threads";
import type { CpuTime, ThreadUsage } from "../../child/usage.ts";
import { plainRuntime } from "../../runtime/plain-runtime.ts";

/** How long a thread may take to say how it is, in milliseconds. It answers in an endless loop, too, but not inside of a native call. */
const PATIENCE = 1_000;
const MEGABYTE = 2 ** 20;

/** What the thread is asked that not every Node has. */
type Asked = Pick<Partial<Worker>, "cpuUsage" | "getHeapStatistics">;

/** What a thread has used. Its loop is read from here, and answers always; the rest it is asked for, between two of its steps. */
export async function usageOfThread(worker: Worker): Promise<ThreadUsage> {
  const asked: Asked = worker;
  const [heap, cpu] = await Promise.all([inTime(asked.getHeapStatistics?.call(worker)), inTime(asked.cpuUsage?.call(worker))]);
  const { active, idle, utilization } = worker.performance.eventLoopUtilization();
  return {
    of: "thread",
    loop: { active, idle, utilization },
    ...(cpu && { cpu: cpuTime(cpu) }),
    ...(heap && {
      heap: {
        usedMb: heap.used_heap_size / MEGABYTE,
        totalMb: heap.total_heap_size / MEGABYTE,
        limitMb: heap.heap_size_limit / MEGABYTE,
      },
    }),
  };
}

/** From microseconds. */
function cpuTime({ user, system }: NodeJS.CpuUsage): CpuTime {
  return { user: user / 1_000, system: system / 1_000 };
}

/** The answer; undefined where there is none in time, or the thread has ended. */
function inTime<Answer>(answer: Promise<Answer> | undefined): Promise<Answer | undefined> {
  const { promise, resolve } = Promise.withResolvers<Answer | undefined>();
  if (answer === undefined) return Promise.resolve(undefined);
  const timer = plainRuntime.after(PATIENCE, () => resolve(undefined));
  answer.then(resolve, () => resolve(undefined));
  return promise.finally(() => timer.cancel());
}
