import type { ErrorData } from "./error-data.ts";
import type { Exit } from "./exit.ts";

/** An exit in a few words: "failed: TypeError: x is not a function". */
export function describeExit(exit: Exit): string {
  switch (exit.type) {
    case "failed":
      return `failed: ${describeError(exit.error)}`;
    case "timeout":
      return exit.of === "start" ? `was not ready within ${exit.after} ms` : `did not answer within ${exit.after} ms`;
    case "killed":
      return `was killed (${exit.by})${exit.leaked ? " and may still run" : ""}`;
    case "unhealthy":
      return `was unhealthy: ${exit.reason}`;
    case "unresponsive":
      return `gave no heartbeat for ${exit.after} ms`;
    case "exited":
      return exit.signal === null ? `exited with code ${exit.code}` : `was ended by ${exit.signal}`;
    case "out-of-memory":
      return exit.limitMb === undefined ? "ran out of memory" : `went over its ${exit.limitMb} MB of memory`;
    case "gave-up":
      return `gave up (${exit.why}): ${exit.cause.path} ${describeExit(exit.cause.exit)}`;
    case "linked":
      return `went down with ${exit.cause.path}, which ${describeExit(exit.cause.exit)}`;
    case "disconnected":
      return `lost its other side: ${exit.reason}`;
    case "normal":
      return "ended well";
    case "shutdown":
      return "was shut down";
  }
}

/** The exit of a supervisor one of whose children did not start. Its message names the chain of paths down to the first cause. */
export function startFailure(path: string, child: string, exit: Exit): Exit {
  const cause = exit.type === "failed" ? exit.error : undefined;
  const below = cause?.code === "START_FAILED" ? cause.message : `${child} ${describeExit(exit)}`;
  const message = `${path} did not start: ${below}`;
  return { type: "failed", error: { name: "CoppiceError", code: "START_FAILED", message, ...(cause && { cause }) } };
}

function describeError({ name, message }: ErrorData): string {
  return message === "" ? name : `${name}: ${message}`;
}
