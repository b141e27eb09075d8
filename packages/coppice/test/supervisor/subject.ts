import type { Incarnation, Spec } from "../../src/child/contract.ts";
import type { Policy } from "../../src/child/policy.ts";
import { type Exit, NORMAL, SHUTDOWN } from "../../src/exit.ts";
import { backoff } from "../../src/restart/backoff.ts";
import { ChildRecord, type Refusal, type Request, type Round } from "../../src/supervisor/child-record.ts";
import type { Command } from "../../src/supervisor/command.ts";
import { decide } from "../../src/supervisor/decide.ts";
import type { Effect } from "../../src/supervisor/effect.ts";
import { SupervisorState } from "../../src/supervisor/state.ts";
import type { ChildConfig, ModelConfig } from "./model/config.ts";
import type { Action, Answer, ChildSnapshot, ExitKind, Input, Snapshot } from "./model/input.ts";

interface Deadline {
  readonly life: Incarnation;
  readonly of: "starting" | "stopping";
  readonly due: number;
}

interface Wait {
  readonly ticket: number;
  readonly due: number;
  turned: boolean;
}

const FAILED: Exit = { type: "failed", error: { name: "Error", message: "boom" } };
const EXITS: Readonly<Record<ExitKind, Exit>> = {
  normal: NORMAL,
  shutdown: SHUTDOWN,
  failed: FAILED,
  killed: { type: "killed", by: "outside" },
  fatal: FAILED,
};
const PHASES = { new: "new", booting: "booting", running: "up", stopping: "stopping", ended: "down" } as const;

/** The real `decide` with a shell of paper: it takes the model's inputs, and answers in the model's words. */
export class Subject {
  readonly state: SupervisorState;
  readonly #config: ModelConfig;
  readonly #lives = new Map<string, Incarnation>();
  readonly #deadlines = new Map<ChildRecord, Deadline>();
  readonly #waits = new Map<Round, Wait>();
  #now = 0;
  #calls = 0;
  #cause = "";
  #actions: Action[] = [];

  constructor(config: ModelConfig) {
    this.#config = config;
    this.state = new SupervisorState({
      path: "root",
      strategy: config.strategy,
      intensity: config.intensity,
      autoShutdown: config.autoShutdown,
      concurrent: config.concurrentBoot,
      dynamic: config.dynamic,
      maxChildren: config.dynamic ? config.maxChildren : Number.POSITIVE_INFINITY,
    });
  }

  apply(input: Input): Action[] {
    this.#actions = [];
    switch (input.type) {
      case "boot":
        for (const child of this.#config.children) this.state.add(recordOf(child));
        this.#tell({ type: "boot" });
        break;
      case "turn":
        this.#turn();
        break;
      case "advance":
        this.#advanceTo(input.to);
        break;
      case "stop":
        this.#tell({ type: "stop" });
        break;
      case "kill":
        this.#tell({ type: "kill", by: "outside" });
        break;
      case "startChild":
        this.#tell({ type: "start-child", child: recordOf(input.child), request: this.#request(true) });
        break;
      case "stopChild":
        this.#tell({ type: "stop-child", id: input.id, request: this.#request(false) });
        break;
      case "restartChild":
        this.#tell({ type: "restart-child", id: input.id, request: this.#request(true) });
        break;
      case "deleteChild":
        this.#tell({ type: "delete-child", id: input.id, request: this.#request(false) });
        break;
      case "reviveChild":
        this.#tell({ type: "revive-child", id: input.id, request: this.#request(false) });
        break;
      default:
        this.#news(input);
    }
    return this.#actions;
  }

  snapshot(): Snapshot {
    const children = Array.from(this.state.inOrder(), (child): ChildSnapshot => {
      const { id, restarts, incarnation } = child;
      const due = child.trouble?.due ?? Number.NEGATIVE_INFINITY;
      // The model calls a child that has cooled down, and only waits for its siblings, restarting.
      const state = hasCooledDown(child, this.#now) ? "restarting" : child.state;
      const waits = (state === "restarting" || state === "quarantined") && Number.isFinite(due);
      return { id, state, restarts, incarnation, ...(waits && { due }) };
    });
    return { phase: PHASES[this.state.phase.type], children };
  }

  /** A quarantine is over, and its round waits for somebody else: commands see it differently here and in the model. */
  isBetween(id: string): boolean {
    const child = this.state.children.get(id);
    return child !== undefined && hasCooledDown(child, this.#now);
  }

  #news(input: Extract<Input, { readonly incarnation: number }>): void {
    const { id, incarnation } = input;
    const child = this.state.children.get(id) ?? recordOf({ ...GONE, id });
    const life = this.#lives.get(`${id} ${incarnation}`) ?? NOBODY;
    switch (input.type) {
      case "ready":
      case "ignored":
        this.#tell({ type: input.type, child, life });
        break;
      case "condemned":
        this.#tell({ type: "condemned", child, life, exit: FAILED });
        break;
      case "exited": {
        const condemned = child.life === life ? child.trouble?.condemned : undefined;
        const affected = input.affected.flatMap((one) => this.state.children.get(one) ?? []);
        const fatal = input.exit === "fatal" && condemned === undefined;
        this.#tell({
          type: "exited",
          child,
          life,
          verdict: { exit: condemned?.exit ?? EXITS[input.exit], fatal, random: 0, affected },
        });
      }
    }
  }

  #advanceTo(time: number): void {
    if (time > this.#now) this.#turn();
    for (let due = this.#nextDue(); due <= time; due = this.#nextDue()) this.#tick(due);
    this.#tick(time);
  }

  #nextDue(): number {
    let due = Number.POSITIVE_INFINITY;
    for (const deadline of this.#deadlines.values()) due = Math.min(due, deadline.due);
    for (const wait of this.#waits.values()) if (wait.due > this.#now) due = Math.min(due, wait.due);
    return due;
  }

  #tick(time: number): void {
    this.#now = Math.max(this.#now, time);
    for (const child of [...this.state.inOrder()]) {
      const deadline = this.#deadlines.get(child);
      if (deadline === undefined || deadline.due > this.#now) continue;
      this.#deadlines.delete(child);
      this.#tell({ type: "overdue", child, life: deadline.life, of: deadline.of });
    }
    this.#attempt();
  }

  #turn(): void {
    for (const wait of this.#waits.values()) wait.turned = true;
    this.#attempt();
  }

  #attempt(): void {
    for (const [round, wait] of [...this.#waits]) {
      if (!wait.turned || wait.due > this.#now || this.#waits.get(round) !== wait) continue;
      this.#waits.delete(round);
      this.#tell({ type: "attempt", round, ticket: wait.ticket });
    }
  }

  #tell(command: Command): void {
    for (const effect of decide(this.state, command, this.#now)) this.#run(effect);
    for (const child of this.#deadlines.keys()) {
      if (child.life === undefined || child.state === "running") this.#deadlines.delete(child);
    }
  }

  #run(effect: Effect): void {
    switch (effect.type) {
      case "start": {
        const { child } = effect;
        const life: Incarnation = { begin: () => undefined, stop: () => undefined, kill: () => undefined };
        child.life = life;
        this.#lives.set(`${child.id} ${child.incarnation}`, life);
        this.#act("start", child);
        this.#deadline(child, "starting", child.policy.startTimeout);
        break;
      }
      case "stop":
        this.#act("stop", effect.child);
        this.#deadline(effect.child, "stopping", effect.child.policy.shutdown as number);
        break;
      case "kill":
        this.#act("kill", effect.child);
        this.#deadlines.delete(effect.child);
        break;
      case "wait": {
        const { round, ticket, delay } = effect;
        this.#waits.set(round, { ticket, due: this.#now + delay, turned: false });
        break;
      }
      case "event":
        if (effect.name === "supervisor.stopping") this.#cause = effect.data?.["cause"] as string;
        break;
      case "answer":
        effect.request.answer(effect.child);
        break;
      case "refuse":
        effect.request.refuse(effect.refusal);
        break;
      case "unwait":
        this.#waits.delete(effect.round);
        break;
      case "closing":
        break;
      case "up":
        this.#actions.push({ type: "up" });
        break;
      case "down":
        this.#down(effect.exit);
        break;
    }
  }

  #down(exit: Exit): void {
    const type = exit.type as "shutdown" | "failed" | "gave-up" | "killed";
    const asked = this.#cause === "asked" ? "stopped" : this.#cause;
    const why = exit.type === "gave-up" ? exit.why : exit.type === "killed" ? "killed" : asked;
    this.#actions.push({ type: "down", exit: type, why: why as "stopped" });
  }

  #deadline(child: ChildRecord, of: "starting" | "stopping", delay: number): void {
    if (Number.isFinite(delay)) this.#deadlines.set(child, { life: child.life as Incarnation, of, due: this.#now + delay });
    else this.#deadlines.delete(child);
  }

  #request(starts: boolean): Request {
    this.#calls += 1;
    const call = this.#calls;
    const answer = (child: ChildRecord | undefined): void => {
      const ignored = starts && child !== undefined && child.life === undefined && child.state === "stopped";
      this.#actions.push({ type: "answer", call, answer: ignored ? "ignored" : "ok" });
    };
    // The model has one word for a start that came to nothing.
    const refuse = ({ code }: Refusal): void => {
      this.#actions.push({ type: "answer", call, answer: (code === "CANCELLED" ? "START_FAILED" : code) as Answer });
    };
    return { answer, refuse };
  }

  #act(type: "start" | "stop" | "kill", { id, incarnation }: ChildRecord): void {
    this.#actions.push({ type, id, incarnation });
  }
}

/** A child that the supervisor does not have any more. */
const GONE = {
  restart: "permanent",
  shutdown: 0,
  startTimeout: 0,
  significant: false,
  onStartFailure: "fail",
  onExhausted: "escalate",
} as const;
const NOBODY: Incarnation = { begin: () => undefined, stop: () => undefined, kill: () => undefined };

function recordOf({ backoff: waits, coolDown, budget, ...config }: ChildConfig): ChildRecord {
  const spec: Spec = { id: config.id, kind: { name: "paper", create: () => NOBODY }, body: undefined, options: {} };
  const policy: Policy = {
    ...config,
    backoff: waits && backoff(waits),
    budget,
    coolDown: coolDown ?? Number.POSITIVE_INFINITY,
    success: undefined,
    fatal: undefined,
  };
  return new ChildRecord(spec, policy);
}

function hasCooledDown({ state, trouble }: ChildRecord, now: number): boolean {
  return state === "quarantined" && trouble !== undefined && trouble.due <= now;
}
