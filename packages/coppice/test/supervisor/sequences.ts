// Random supervisors and random lives of them. A step is abstract ("the second of the starting children gets ready"); what it means
// is found in the model's state at that moment, so that every input makes sense, save the stale news that is sent on purpose.
import * as fc from "fast-check";
import type { ChildConfig, Limit, ModelConfig } from "./model/config.ts";
import type { ChildSnapshot, ExitKind, Input } from "./model/input.ts";
import type { Model } from "./reference-model.ts";

/** An input still to be fitted to a state; `pick` chooses among whom it can concern. */
export type Step =
  | { readonly does: "progress" | "ready" | "ignored" | "condemned"; readonly pick: number }
  | { readonly does: "exited" | "stale"; readonly pick: number; readonly exit: ExitKind; readonly mask: number }
  | { readonly does: "turn" | "due" | "stop" | "kill" }
  | { readonly does: "pass"; readonly milliseconds: number }
  | { readonly does: "startChild"; readonly child: ChildConfig }
  | { readonly does: "stopChild" | "restartChild" | "deleteChild" | "reviveChild"; readonly pick: number };

/** A supervisor and what happens to it after its boot. */
export interface Life {
  readonly config: ModelConfig;
  readonly steps: readonly Step[];
}

const ids = ["a", "b", "c", "d", "e", "f"] as const;

const limit: fc.Arbitrary<Limit> = fc.record({
  restarts: fc.constantFrom(0, 1, 2, 3, 5, 5, Infinity, Infinity),
  within: fc.constantFrom(1_000, 5_000, 60_000),
});

const backoff = fc.record({
  first: fc.constantFrom(0, 0, 50, 200),
  initial: fc.constantFrom(50, 100),
  factor: fc.constantFrom(1, 2, 3),
  max: fc.constantFrom(100, 1_000, 30_000),
  jitter: fc.constant(0 as const),
  resetAfter: fc.constantFrom(500, 1_000, 60_000),
});

/** A child with this id; `mayBeSignificant` as its supervisor's `autoShutdown` allows. */
export function childConfig(id: fc.Arbitrary<string>, mayBeSignificant: boolean): fc.Arbitrary<ChildConfig> {
  return fc
    .record({
      id,
      restart: fc.constantFrom("permanent", "permanent", "transient", "temporary" as const),
      shutdown: fc.constantFrom(100, 1_000, 5_000, Infinity, "brutal" as const),
      startTimeout: fc.constantFrom(200, 30_000, 30_000, Infinity),
      significant: fc.boolean(),
      onStartFailure: fc.constantFrom("fail", "policy", "policy" as const),
      backoff: fc.option(backoff, { nil: undefined }),
      budget: fc.option(limit, { nil: undefined }),
      onExhausted: fc.constantFrom("escalate", "quarantine", "quarantine", "stop" as const),
      coolDown: fc.option(fc.constantFrom(100, 1_000), { nil: undefined }),
    })
    .map(({ backoff: waits, budget, coolDown, significant, ...rest }) => ({
      ...rest,
      significant: significant && mayBeSignificant && rest.restart !== "permanent",
      ...(waits === undefined ? {} : { backoff: waits }),
      ...(budget === undefined ? {} : { budget }),
      ...(coolDown === undefined || budget === undefined || rest.onExhausted !== "quarantine" ? {} : { coolDown }),
    }));
}

/** A supervisor as its validation lets it pass: a dynamic one is one-for-one, has no children yet and no significant ones. */
export const modelConfig: fc.Arbitrary<ModelConfig> = fc
  .record({
    strategy: fc.constantFrom("one-for-one", "one-for-all", "rest-for-one", "custom" as const),
    dynamic: fc.nat(5).map((n) => n === 0),
    concurrentBoot: fc.nat(2).map((n) => n === 0),
    autoShutdown: fc.constantFrom("never", "never", "any-significant", "all-significant" as const),
    intensity: limit,
    maxChildren: fc.constantFrom(2, 3, Infinity),
  })
  .chain((flags): fc.Arbitrary<ModelConfig> => {
    if (flags.dynamic) {
      return fc.constant({ ...flags, strategy: "one-for-one", concurrentBoot: false, autoShutdown: "never", children: [] });
    }
    return fc
      .constantFrom(0, 1, 2, 3, 3, 4, 4, 5, 5)
      .chain((count) =>
        fc.tuple(...ids.slice(0, count).map((id) => childConfig(fc.constant(id), flags.autoShutdown !== "never"))),
      )
      .map((children) => ({ ...flags, maxChildren: Infinity, children }));
  });

const pick = fc.nat(11);
const exit: fc.Arbitrary<ExitKind> = fc.oneof(
  { weight: 30, arbitrary: fc.constant("failed" as const) },
  { weight: 8, arbitrary: fc.constant("normal" as const) },
  { weight: 6, arbitrary: fc.constantFrom("shutdown", "killed" as const) },
  { weight: 1, arbitrary: fc.constant("fatal" as const) },
);
const mask = fc.nat(63);

function stepOf(mayBeSignificant: boolean): fc.Arbitrary<Step> {
  const command = fc.constantFrom("stopChild", "stopChild", "restartChild", "deleteChild", "reviveChild" as const);
  return fc.oneof(
    { weight: 34, arbitrary: fc.record({ does: fc.constant("progress" as const), pick }) },
    { weight: 12, arbitrary: fc.record({ does: fc.constant("ready" as const), pick }) },
    { weight: 20, arbitrary: fc.record({ does: fc.constant("exited" as const), pick, exit, mask }) },
    { weight: 8, arbitrary: fc.record({ does: fc.constant("turn" as const) }) },
    { weight: 5, arbitrary: fc.record({ does: fc.constant("due" as const) }) },
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constant("pass" as const), milliseconds: fc.constantFrom(0, 50, 100, 1_000, 60_000) }),
    },
    { weight: 9, arbitrary: fc.record({ does: command, pick }) },
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant("startChild" as const),
        child: childConfig(fc.constantFrom(...ids), mayBeSignificant),
      }),
    },
    { weight: 2, arbitrary: fc.record({ does: fc.constantFrom("ignored", "condemned", "condemned" as const), pick }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant("stale" as const), pick, exit, mask }) },
  );
}

const ending: fc.Arbitrary<Step[]> = fc.oneof(
  fc.constant<Step[]>([]),
  fc.record({ does: fc.constantFrom("stop", "stop", "kill" as const) }).map((step): Step[] => [step]),
);

/**
 * A supervisor and up to `maxSteps` steps of its life, and some more in which it may be told to stop. Many lives begin with an
 * undisturbed boot, since a supervisor that never got up has little to show.
 */
export function life(maxSteps: number): fc.Arbitrary<Life> {
  return modelConfig.chain((config) => {
    const step = stepOf(config.autoShutdown !== "never");
    const progress: Step = { does: "progress", pick: 0 };
    return fc
      .record({
        smooth: fc.constantFrom(0, 2, config.children.length, config.children.length),
        middle: fc.array(step, { maxLength: maxSteps, size: "max" }),
        ending,
        after: fc.array(step, { maxLength: 8, size: "max" }),
      })
      .map(({ smooth, middle, ending: last, after }) => ({
        config,
        steps: [...Array.from({ length: smooth }, () => progress), ...middle, ...last, ...after],
      }));
  });
}

/** What the step means for this state of the model; `undefined` when it can concern nobody. */
export function inputOf(step: Step, model: Model): Input | undefined {
  const { children } = model.snapshot();
  switch (step.does) {
    case "progress":
      return oneOf(likely(model), step.pick);
    case "ready":
    case "ignored":
    case "condemned": {
      const child = oneOf(concernedBy(step.does, model), step.pick);
      return child && { type: step.does, id: child.id, incarnation: child.incarnation };
    }
    case "exited": {
      const starting = step.pick % 3 === 0 ? inStates(children, ["starting"]) : [];
      const child = oneOf(starting.length > 0 ? starting : inStates(children, ["running", "stopping"]), step.pick);
      return child && exitOf(model, child, step.exit, step.mask);
    }
    case "stale":
      return staleNews(children, step.pick, step.exit, step.mask);
    case "turn":
    case "stop":
    case "kill":
      return { type: step.does };
    case "due": {
      const to = model.nextDue();
      return to === undefined ? undefined : { type: "advance", to };
    }
    case "pass":
      return { type: "advance", to: model.now + step.milliseconds };
    case "startChild":
      return { type: "startChild", child: step.child };
    default:
      return {
        type: step.does,
        id: oneOf(children, step.pick % (children.length + 1))?.id ?? ids[step.pick % ids.length] ?? "a",
      };
  }
}

function concernedBy(news: "ready" | "ignored" | "condemned", model: Model): ChildSnapshot[] {
  const { children } = model.snapshot();
  switch (news) {
    case "ready":
      return inStates(children, ["starting"]);
    case "ignored":
      return inStates(children, ["starting", "stopping"]).filter(({ id }) => !model.wasReady(id));
    case "condemned":
      return inStates(children, ["starting", "running", "stopping"]);
  }
}

/** What would happen next if nothing went wrong. */
function likely(model: Model): Input[] {
  const { children } = model.snapshot();
  const inputs: Input[] = [];
  for (const child of inStates(children, ["starting"])) {
    inputs.push({ type: "ready", id: child.id, incarnation: child.incarnation });
  }
  for (const child of inStates(children, ["stopping"])) inputs.push(exitOf(model, child, "shutdown", 0));
  if (model.wantsTurn) inputs.push({ type: "turn" });
  const to = model.nextDue();
  if (inputs.length === 0 && to !== undefined) inputs.push({ type: "advance", to });
  return inputs;
}

function exitOf(model: Model, child: ChildSnapshot, kind: ExitKind, among: number): Input {
  const affected = ids.filter((_, index) => (among >> index) % 2 === 1);
  return {
    type: "exited",
    id: child.id,
    incarnation: child.incarnation,
    exit: model.wasKilled(child.id) ? "killed" : kind,
    affected,
  };
}

/** News of an incarnation that has ended: the present one of a child that is down, the one before of a living child. */
function staleNews(children: readonly ChildSnapshot[], chosen: number, kind: ExitKind, among: number): Input | undefined {
  const child = oneOf(children, chosen);
  if (child === undefined) return undefined;
  const alive = inStates([child], ["starting", "running", "stopping"]).length > 0;
  const incarnation = alive ? child.incarnation - 1 : child.incarnation;
  if (incarnation < 1) return undefined;
  const types = ["ready", "ignored", "condemned", "exited"] as const;
  const type = types[among % types.length] ?? "exited";
  if (type !== "exited") return { type, id: child.id, incarnation };
  return { type, id: child.id, incarnation, exit: kind, affected: [] };
}

function inStates(children: readonly ChildSnapshot[], states: readonly string[]): ChildSnapshot[] {
  return children.filter((child) => states.includes(child.state));
}

function oneOf<T>(some: readonly T[], chosen: number): T | undefined {
  return some[chosen % some.length];
}
