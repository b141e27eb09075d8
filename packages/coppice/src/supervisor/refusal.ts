import { CoppiceError } from "../error.ts";
import { describeExit } from "../exit-text.ts";
import { complete } from "../exit.ts";
import type { Refusal } from "./child-record.ts";
import type { Settings } from "./state.ts";

/** The tree would have more children than its limits allow. */
export function tooMany(limit: number, consequence: string): string {
  return `the tree may have ${limit} children (limits.children), and would have more, so ${consequence}: try again when some are gone, or raise the limit`;
}

/** The error that tells whoever gave a command why it was not done, and what would help. */
export function refusalError({ path, maxChildren }: Settings, { code, id, child, exit, limit }: Refusal): CoppiceError {
  const name = child?.id ?? id ?? "";
  const at = `${path}/${name}`;
  const says = ((): string => {
    switch (code) {
      case "NOT_RUNNING":
        return `the supervisor ${path} has stopped or is stopping: nothing can be asked of it any more`;
      case "NOT_FOUND":
        return `${path} has no child "${name}": whichChildren() lists those it has`;
      case "ALREADY_STARTED":
        return `${at} is there and ${child?.state}: choose another id, or stop and delete it first`;
      case "ALREADY_PRESENT":
        return `${at} is there, though ${child?.state}: restartChild("${name}") starts it again, deleteChild("${name}") makes room`;
      case "RUNNING":
        return `${at} is ${child?.state}: stopChild("${name}") first`;
      case "RESTARTING":
        return `${at} is ${child?.state}, its next start will come: wait for it, or stopChild("${name}") cancels it`;
      case "NOT_QUARANTINED":
        return `${at} is ${child?.state}, not quarantined: there is nothing to revive`;
      case "MAX_CHILDREN":
        if (limit !== undefined) return tooMany(limit, `"${at}" was not started`);
        return `${path} has ${maxChildren} children, as many as its maxChildren allows, so "${name}" was not started: try again when one is gone, or raise maxChildren`;
      case "UNSUPPORTED":
        return `${path} is a dynamic supervisor, whose children are gone once they are stopped: start "${name}" anew`;
      case "START_FAILED":
        return exit?.type === "failed" && exit.error.code === "START_FAILED"
          ? exit.error.message
          : `${at} did not start: it ${exit === undefined ? "failed" : describeExit(exit)}`;
      case "CANCELLED":
        return `${at} was stopped before it was ready`;
      default:
        return `${at}: the command was refused`;
    }
  })();
  const details = {
    path: name === "" ? path : at,
    ...(child && { state: child.state }),
    ...(exit && { exit: { ...complete(exit) } as never }),
  };
  return new CoppiceError(code, says, { details, ...(exit?.type === "failed" && { cause: exit.error }) });
}
