import { LONGEST_WAIT } from "../runtime/plain-runtime.ts";

/** What `runMain` does to the process: the one place of this library that touches signals and exit codes. */
export interface ProcessPort {
  /** Calls at each such signal, in place of what Node would do, until the answered function is called. */
  onSignal(signal: MainSignal, call: () => void): () => void;
  /** Keeps the event loop open until the answered function is called. */
  hold(): () => void;
  /** Writes to stderr, then calls. */
  write(text: string, then: () => void): void;
  exit(code: number): void;
}

/** The signals that stop a program. */
export type MainSignal = "SIGTERM" | "SIGINT";

/** The process that this runs in. */
export const nodeProcess: ProcessPort = Object.freeze<ProcessPort>({
  onSignal: (signal, call) => {
    process.on(signal, call);
    return () => void process.off(signal, call);
  },
  hold: () => {
    const interval = setInterval(() => undefined, LONGEST_WAIT);
    return () => clearInterval(interval);
  },
  write: (text, then) => void process.stderr.write(text, () => then()),
  exit: (code) => process.exit(code),
});
