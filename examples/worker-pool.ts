// A pool of workers that crash at random, and a producer that is slowed down by them: each job is done at least once, since it is sent again until it
// is answered, and never do more jobs wait than the mailboxes hold.
import { isCoppiceError, pool, start, supervisor, task } from "coppice";
import { virtualRuntime } from "coppice/testing";

const [, , seed = "1"] = process.argv;
const JOBS = 300;
const CAPACITY = 3;

const runtime = virtualRuntime({ seed: Number(seed) });
const done = new Set<number>();
let most = 0;

const workers = pool(
  "workers",
  (ctx) => ({
    receive: {
      job: async ({ number }: { number: number }) => {
        await ctx.sleep(`${Math.ceil(runtime.random() * 20)}ms`);
        if (runtime.random() < 0.1) throw new Error("crashed for the sake of the example");
        done.add(number);
      },
    },
  }),
  {
    size: 4,
    route: "least-loaded",
    mailbox: { capacity: CAPACITY, overflow: "block" },
    intensity: { restarts: 10_000, within: "1s" },
  },
);

const producer = task(
  "producer",
  async (ctx) => {
    const its = ctx.use(workers);
    const doJob = async (number: number): Promise<void> => {
      try {
        await its.ask({ type: "job", number }, { timeout: "1m" });
      } catch (error) {
        if (!isCoppiceError(error)) throw error;
        await ctx.sleep("10ms");
        await doJob(number);
      }
      for (const worker of its.workers) most = Math.max(most, worker.mailbox().waiting);
    };
    await Promise.all(Array.from({ length: JOBS }, (_, number) => doJob(number)));
  },
  { restart: "transient" },
);

const app = await start(supervisor("shop", [workers, producer]), { runtime });
await runtime.advance("1m");
const restarts = app
  .child("workers")
  .whichChildren()
  .reduce((sum, worker) => sum + worker.restarts, 0);
console.log(`${done.size} of ${JOBS} jobs done, ${restarts > 10 ? "many" : "few"} crashes`);
console.log(most <= CAPACITY ? `never more than ${CAPACITY} waited for a worker` : `${most} waited`);
await app.stop();
