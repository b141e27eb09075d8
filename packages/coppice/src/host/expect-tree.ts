import type { Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { checkRoot } from "../spec/validation/check-child.ts";
import { supervisorKind } from "../supervisor/supervisor-kind.ts";

/**
 * @param path where the tree is to live.
 * @param module the URL of what exports it.
 * @throws CoppiceError BAD_MODULE for a supervisor of another copy of this library; BAD_SPEC and the other codes of wrong specs.
 */
export function expectTree(spec: Spec, path: string, module: string): void {
  const where = `${path}: the default export of ${module}`;
  if (spec.kind !== supervisorKind) {
    throw new CoppiceError(
      "BAD_MODULE",
      `${where} is the supervisor "${spec.id}" of another copy of coppice than the one that runs it: expected one copy. See ` +
        `what npm ls coppice tells, and make it one by npm dedupe.`,
      { details: { path, module } },
    );
  }
  checkRoot(spec, where);
}
