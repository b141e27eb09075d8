import type { Spec } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { type WorkerBody, type WorkerFactory, workerKind } from "../kind/worker.ts";
import { show } from "../show.ts";
import { ChildSpec } from "../spec/child-spec.ts";
import { frozenCopy } from "../spec/frozen-copy.ts";
import type { WorkerOptions } from "./child-settings.ts";

/** The spec of a child that a builder describes. @throws CoppiceError BAD_SPEC without a factory. */
export function workerSpec(path: string, id: string, create: WorkerFactory, { ready, ...options }: WorkerOptions): Spec {
  if (typeof create !== "function") {
    throw new CoppiceError(
      "BAD_SPEC",
      `${path} was to be spawned from ${show(create)}: expected a factory, such as .spawn((ctx) => new Importer(ctx)) or .spawn(async (ctx) => …).`,
      { details: { path, given: jsonSafe(create) } },
    );
  }
  const body: WorkerBody = Object.freeze({ create, ...(ready !== undefined && { ready }) });
  return new ChildSpec(id, workerKind, body, frozenCopy(options));
}
