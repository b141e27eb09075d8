import { MessageChannel, type ResourceLimits, Worker } from "node:worker_threads";
import { failedWith } from "../../exit.ts";
import { PortTransport } from "../../link/port-transport.ts";
import type { Vessel, VesselWatch } from "../hosted/vessel.ts";
import type { ThreadLimits } from "./thread-body.ts";

/**
 * A thread that a child lives in. Terminating it ends any JavaScript, an endless loop too. Only one that is inside a native synchronous
 * call must be left behind.
 */
export class ThreadVessel implements Vessel {
  readonly transport: PortTransport;
  readonly #worker: Worker;
  readonly #limits: ThreadLimits;
  readonly #watch: VesselWatch;

  /** @param name of the thread, for those who look at the process. */
  constructor(name: string, limits: ThreadLimits, watch: VesselWatch) {
    const { port1, port2 } = new MessageChannel();
    this.#limits = limits;
    this.#watch = watch;
    this.#worker = new Worker(new URL(import.meta.resolve("#thread-main")), {
      name,
      workerData: port2,
      transferList: [port2],
      resourceLimits: resourceLimits(limits),
    });
    this.transport = new PortTransport(port1);
    this.#worker.on("error", (error) => this.#broke(error));
    this.#worker.once("exit", (code) => {
      this.transport.drain();
      watch.gone({ type: "exited", code, signal: null });
    });
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

function resourceLimits({ maxHeapMb, maxYoungHeapMb, maxCodeMb, stackMb }: ThreadLimits): ResourceLimits {
  return {
    ...(maxHeapMb !== undefined && { maxOldGenerationSizeMb: maxHeapMb }),
    ...(maxYoungHeapMb !== undefined && { maxYoungGenerationSizeMb: maxYoungHeapMb }),
    ...(maxCodeMb !== undefined && { codeRangeSizeMb: maxCodeMb }),
    ...(stackMb !== undefined && { stackSizeMb: stackMb }),
  };
}
