import { execArgv, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import type { Place } from "../../child/contract.ts";
import type { ProcessUsage } from "../../child/usage.ts";
import type { Exit } from "../../exit.ts";
import { IpcTransport } from "../../link/ipc-transport.ts";
import type { Vessel, VesselWatch } from "../hosted/vessel.ts";
import { handedOn } from "./exec-arguments.ts";
import type { ModuleProgramBody } from "./module-body.ts";
import { ProgramLife, type RunningProgram } from "./program-life.ts";
import type { Command } from "./program-options.ts";

/** What V8 prints when there is no more room in its heap, right before it aborts the process. */
const HEAP_IS_FULL = /^FATAL ERROR: .*out of memory|Fatal (?:process|JavaScript) out of memory/;

/** What would have Node itself send messages: below `node --watch`, the files that it imports. */
const OWN_CHANNEL: Readonly<Record<string, null>> = { WATCH_REPORT_DEPENDENCIES: null };

/**
 * A process that a child lives in: Node, as a program with a channel. As for any program it has a process group of its own that is killed as a
 * whole, what it prints is told by line, its memory is limited, and it ends when this process ends.
 */
export class ProcessVessel implements Vessel {
  readonly transport: IpcTransport;
  readonly #body: ModuleProgramBody;
  readonly #watch: VesselWatch;
  readonly #program: ProgramLife;
  #isFull = false;

  /** @throws CoppiceError BAD_PROGRAM, UNSUPPORTED, as a program does. */
  constructor(body: ModuleProgramBody, place: Place, watch: VesselWatch) {
    this.#body = body;
    this.#watch = watch;
    const command = commandOf(body, place.path);
    const env = { ...body.settings.env, ...OWN_CHANNEL };
    this.#program = new ProgramLife({ ...body.settings, env, command, channel: "ipc" }, this.#placeIn(place));
    this.transport = new IpcTransport(this.#program.launch());
  }

  get instance(): RunningProgram | undefined {
    return this.#program.instance;
  }

  usage(): Promise<ProcessUsage> {
    return this.#program.usage();
  }

  terminate(): void {
    this.#program.kill("outside");
  }

  abandon(): void {
    this.#program.abandon();
  }

  /** The place of the program: what becomes of that is for the one who watches the vessel. */
  #placeIn({ spec, path, state, incarnation, environment, policy }: Place): Place {
    return {
      ...{ spec, path, state, incarnation, environment, policy, kept: undefined },
      ready: () => undefined,
      ignored: () => undefined,
      condemn: () => undefined,
      exited: (_life, exit) => this.#watch.gone(this.#seen(exit)),
      report: (_life, event, severity, data = {}) => {
        if (event === "program.stderr" && HEAP_IS_FULL.test(String(data["line"]))) this.#isFull = true;
        this.#watch.report(event, severity, data);
      },
    };
  }

  #seen(exit: Exit): Exit {
    if (!this.#isFull || exit.type !== "exited" || exit.code === 0) return exit;
    const { maxHeapMb } = this.#body;
    return { type: "out-of-memory", ...(maxHeapMb !== undefined && { limitMb: maxHeapMb }) };
  }
}

/** Its path stands last, for those who look at the processes of the machine. */
function commandOf({ execArgv: said, maxHeapMb }: ModuleProgramBody, path: string): Command {
  const limit = maxHeapMb === undefined ? [] : [`--max-old-space-size=${Math.ceil(maxHeapMb)}`];
  const main = fileURLToPath(import.meta.resolve("#process-main"));
  return [execPath, ...(said ?? handedOn(execArgv)), ...limit, main, path];
}
