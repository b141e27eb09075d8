import { execArgv } from "node:process";
import { MessageChannel, type MessagePort, type ResourceLimits, Worker } from "node:worker_threads";
import type { Place } from "../../child/contract.ts";
import type { ThreadUsage } from "../../child/usage.ts";
import { failedWith } from "../../exit.ts";
import { PortTransport } from "../../link/port-transport.ts";
import type { Vessel, VesselWatch } from "../hosted/vessel.ts";
import type { ThreadBody, ThreadLimits } from "./thread-body.ts";
import { usageOfThread } from "./thread-usage.ts";
import { ThreadOutput } from "./thread-output.ts";

/**
 * How much is young in a thread whose heap has a limit, in megabytes, unless its spec says. Past the limit V8 gets another 16 from Node, so that the
 * thread can be ended and not the program; where more than that is moved out of the young heap at once, the program ends all the same. Node 24 would
 * have 192.
 */
const YOUNG_MB = 32;

/** What a thread is given as it begins. */
export interface ThreadData {
  /** Its end of the link. */
  readonly port: MessagePort;
  /** The URL of the module that it will be told to run. */
  readonly module: string;
}

/**
 * A thread that a child lives in. Terminating it ends JavaScript, an endless loop too. Only one that is inside a native synchronous
 * call, or a loop in which V8 does not look whether it is to end, must be left behind.
 */
export class ThreadVessel implements Vessel {
  readonly transport: PortTransport;
  readonly #worker: Worker;
  readonly #limits: ThreadLimits;
  readonly #watch: VesselWatch;

  /** @throws CoppiceError BAD_PROGRAM for a file of its outputs that cannot be opened. */
  constructor({ path, environment }: Place, { module, limits, outputs }: ThreadBody, watch: VesselWatch) {
    const output = new ThreadOutput(path, outputs, environment.runtime);
    const { port1, port2 } = new MessageChannel();
    this.#limits = limits;
    this.#watch = watch;
    try {
      this.#worker = new Worker(entry(), {
        // For those who look at the process.
        name: path,
        ...output.own,
        workerData: { port: port2, module } satisfies ThreadData,
        transferList: [port2],
        resourceLimits: resourceLimits(limits),
      });
    } catch (error) {
      output.close();
      throw error;
    }
    this.transport = new PortTransport(port1);
    this.#worker.on("error", (error) => this.#broke(error));
    this.#worker.once("exit", (code) => {
      this.transport.drain();
      output.drained(() => watch.gone({ type: "exited", code, signal: null }));
    });
    output.read(this.#worker, (event, severity, data) => watch.report(event, severity, data));
  }

  usage(): Promise<ThreadUsage> {
    return usageOfThread(this.#worker);
  }

  terminate(): void {
    void this.#worker.terminate();
  }

  abandon(): void {
    this.#worker.unref();
  }

  /** An error that nothing in the thread could take. */
  #broke(error: unknown): void {
    const { maxHeapMb } = this.#limits;
    const isFull = (error as { readonly code?: unknown }).code === "ERR_WORKER_OUT_OF_MEMORY";
    const limit = maxHeapMb !== undefined && { limitMb: maxHeapMb };
    this.#watch.broke(isFull ? { type: "out-of-memory", ...limit } : failedWith(error));
  }
}

/** Where a thread begins. A program that was given as text may have `--input-type`, which its threads have too, and with which Node begins with no file. */
function entry(): URL {
  const main = import.meta.resolve("#thread-main");
  const isText = execArgv.some((argument) => /^--input[-_]type(?:=|$)/.test(argument));
  return new URL(isText ? `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(main)};`)}` : main);
}

function resourceLimits({ maxHeapMb, maxYoungHeapMb, maxCodeMb, stackMb }: ThreadLimits): ResourceLimits {
  const youngMb = maxYoungHeapMb ?? (maxHeapMb === undefined ? undefined : YOUNG_MB);
  return {
    ...(maxHeapMb !== undefined && { maxOldGenerationSizeMb: maxHeapMb }),
    ...(youngMb !== undefined && { maxYoungGenerationSizeMb: youngMb }),
    ...(maxCodeMb !== undefined && { codeRangeSizeMb: maxCodeMb }),
    ...(stackMb !== undefined && { stackSizeMb: stackMb }),
  };
}
