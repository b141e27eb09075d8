import type { ErrorData } from "./error-data.ts";
import type { Exit, ExitCause } from "./exit.ts";

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
      return `gave up (${exit.why}): ${describeCause(exit.cause, " ")}`;
    case "linked":
      return `went down with ${describeCause(exit.cause, ", which ")}`;
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

/** An event has a text in place of what lies deeper in it than events show. */
type Shown<Value> = Value | string;

function describeCause(cause: Shown<ExitCause>, between: string): string {
  if (typeof cause === "string") return cause;
  const exit: Shown<Exit> = cause.exit;
  return `${cause.path}${between}${typeof exit === "string" ? exit : describeExit(exit)}`;
}

function describeError(error: Shown<ErrorData>): string {
  if (typeof error === "string") return error;
  const { name, message } = error;
  return message === "" ? name : `${name}: ${message}`;
}
