import type { Kind, Spec } from "../../child/contract.ts";
import type { ChildOptions } from "../../child/options.ts";
import type { AutoShutdown, SupervisorOptions } from "../../child/supervisor-options.ts";
import type { SupervisorBody } from "../../supervisor/settings.ts";

/** What a child says, and what holds for it, as far as that is known: before it has a supervisor, only what it says itself. */
export interface Situation {
  /** Its path, as far as it is known. */
  readonly path: string;
  /** Its own options. */
  readonly own: SupervisorOptions;
  /** What holds for it; a member that is not known is not there. */
  readonly holds: SupervisorOptions;
  /** Where a member of `holds` comes from, as messages add it. */
  readonly source: (option: keyof ChildOptions) => string;
  /** Its body, if it is a supervisor. */
  readonly body?: SupervisorBody | undefined;
  /** What is known of its supervisor. */
  readonly parent?: Parent | undefined;
}

/** What the options of a child are held against. */
export interface Parent {
  readonly path: string;
  readonly defaults: ChildOptions;
  /** Undefined when it is not known. */
  readonly autoShutdown: AutoShutdown | undefined;
  readonly dynamic: boolean;
}

/** Everybody's defaults, as far as combinations depend on them. */
const EVERYBODYS: ChildOptions = { restart: "permanent", budget: false, onExhausted: "escalate" };

/** A supervisor as the parent of its children. */
export function parentOf({ options, dynamic }: SupervisorBody, path: string): Parent {
  const { defaults = {}, autoShutdown = "never" } = options;
  return { path, defaults, autoShutdown, dynamic };
}

/** How a child stands under a parent; without one, as it stands alone. */
export function situationOf(spec: Spec, path: string, body: SupervisorBody | undefined, parent: Parent | undefined): Situation {
  const { kind } = spec;
  const own = body === undefined || body.options === spec.options ? spec.options : { ...spec.options, ...body.options };
  const said =
    parent === undefined ? { ...kind.defaults, ...own } : { ...EVERYBODYS, ...parent.defaults, ...kind.defaults, ...own };
  return { path, own, holds: said, source: (option) => sourceOf(option, own, kind, parent), body, parent };
}

function sourceOf(option: keyof ChildOptions, own: ChildOptions, kind: Kind, parent: Parent | undefined): string {
  if (Object.hasOwn(own, option)) return "";
  if (kind.defaults !== undefined && Object.hasOwn(kind.defaults, option)) return ` (for every ${kind.name})`;
  return parent !== undefined && Object.hasOwn(parent.defaults, option)
    ? ` (by the defaults of ${parent.path})`
    : " (by default)";
}
