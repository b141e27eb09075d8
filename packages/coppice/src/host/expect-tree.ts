import { actorKind } from "../actor/actor-kind.ts";
import type { Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import type { Start } from "../link/message.ts";
import { checkRoot } from "../spec/validation/check-child.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";

/**
 * @param start where the tree is to live, and the URL of what exports it.
 * @throws CoppiceError BAD_MODULE for a supervisor or an actor of another copy of this library; BAD_COMBINATION for an actor that is to be ready
 * by signal; BAD_SPEC and the other codes of wrong specs.
 */
export function expectTree(spec: Spec, { path, module, ready }: Pick<Start, "path" | "module" | "ready">): void {
  const { kind, id } = spec;
  const where = `${path}: the default export of ${module}`;
  if (kind !== supervisorKind && kind !== actorKind) {
    throw new CoppiceError(
      "BAD_MODULE",
      `${where} is the ${kind.name} "${id}" of another copy of coppice than the one that runs it: expected one copy. See ` +
        `what npm ls coppice tells, and make it one by npm dedupe.`,
      { details: { path, module } },
    );
  }
  if (kind === actorKind && ready === "signal") {
    throw new CoppiceError(
      "BAD_COMBINATION",
      `${where} is the actor "${id}", with which ready: "signal" does not go: an actor is ready once its init and started are done. ` +
        `Leave ready out, and await there what it waits for.`,
      { details: { path, module, option: "ready" } },
    );
  }
  checkRoot(spec, where);
}
