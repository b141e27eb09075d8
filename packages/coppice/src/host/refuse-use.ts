import type { Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";

/** What `ctx.use` does in a child that is made from a module: it may live where the instances of its siblings cannot be. */
export function refuseUse(path: string, spec: Spec | undefined): never {
  const id = String(spec?.id);
  throw new CoppiceError(
    "UNSUPPORTED",
    `${path}: ctx.use(…) was called for "${id}", but ${path} is made from a module, which may run in a thread or a process of its own, and ` +
      `instances do not get there. Move what needs "${id}" into a task, or give the module what it needs as args.`,
    { details: { path, id } },
  );
}
