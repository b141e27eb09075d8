import type { Kind, Spec } from "../child/contract.ts";
import type { ChildOptions } from "../child/options.ts";
import { CoppiceError } from "../error.ts";
import { jsonSafe, type Json } from "../json.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";
import type { FarSupervisor, SpecOptions } from "./tree-message.ts";

/** Stands for the number that JSON cannot say. */
const INFINITY = "Infinity";

/** A supervisor's template, if it has one: its body knows more than the kernel does. */
type Templated = SupervisorBody & { readonly template?: unknown };

/** As much of a spec's options as crosses: all that is no function. */
export function crossing(options: object): SpecOptions {
  const said = Object.entries(options).filter(([, value]) => typeof value !== "function" && !hasFunction(value));
  return jsonSafe(Object.fromEntries(said)) as SpecOptions;
}

/** What crosses of a supervisor's spec. */
export function farSupervisor({ body }: Spec): FarSupervisor {
  const { options = {}, dynamic = false, template } = body as Partial<Templated>;
  const { template: _, ...said } = options as { readonly template?: unknown };
  return { options: crossing(said), dynamic, template: template !== undefined };
}

/** What stands for the spec of a child elsewhere: it shows what crossed, and cannot be started. */
export function farSpec(
  path: string,
  kind: Pick<Kind, "name" | "supervises">,
  options: SpecOptions,
  supervisor?: FarSupervisor,
): Spec {
  const id = path.slice(path.lastIndexOf("/") + 1);
  const { options: said = {}, dynamic = false } = supervisor ?? {};
  const body = supervisor && Object.freeze({ options: restored(said), children: Object.freeze([]), dynamic });
  return Object.freeze<Spec>({ id, kind: farKind(path, kind), body, options: restored(options) as ChildOptions });
}

function farKind(path: string, { name, supervises }: Pick<Kind, "name" | "supervises">): Kind {
  return Object.freeze<Kind>({
    name,
    ...(supervises && { supervises }),
    create: () => {
      throw new CoppiceError(
        "UNSUPPORTED",
        `the spec of ${path} is only the likeness of one that is in another thread or process, so it cannot be started: import ` +
          `the module that makes it, and start what that exports.`,
        { details: { path } },
      );
    },
  });
}

function hasFunction(value: unknown): boolean {
  return Array.isArray(value) && value.some((member) => typeof member === "function");
}

function restored(value: Json): unknown {
  if (value === INFINITY) return Number.POSITIVE_INFINITY;
  if (Array.isArray(value)) return Object.freeze(value.map(restored));
  if (typeof value !== "object" || value === null) return value;
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([key, member]) => [key, restored(member)])));
}
