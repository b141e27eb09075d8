import { isAlive } from "./child.ts";
import type { ModelChild, Round } from "./child.ts";
import type { ModelConfig } from "./config.ts";
import type { Action, Answer, Ending, Phase } from "./input.ts";

/** All facts about one supervisor, and the deeds that change them; when to do which is written elsewhere. */
export class World {
  readonly config: ModelConfig;
  now = 0;
  phase: Phase = "new";
  children: ModelChild[] = [];
  rounds: Round[] = [];
  /** Children whose outcome the boot still awaits. */
  toBoot: ModelChild[] = [];
  /** When units of the intensity were granted. */
  readonly spent: number[] = [];
  ending: Ending | undefined;
  /** An ending by significant children that the boot puts off. */
  endAfterBoot: Ending | undefined;
  actions: Action[] = [];

  constructor(config: ModelConfig) {
    this.config = config;
  }

  find(id: string): ModelChild | undefined {
    return this.children.find((child) => child.spec.id === id);
  }

  alive(): ModelChild[] {
    return this.children.filter(isAlive);
  }

  membersOf(round: Round): ModelChild[] {
    return this.children.filter((child) => child.round === round);
  }

  /** When all who made the round necessary have waited; a quarantine without cool-down never ends by itself. */
  dueOf(round: Round): number {
    const dues = this.membersOf(round).map((child) => child.due ?? (child.state === "quarantined" ? Infinity : -Infinity));
    return Math.max(-Infinity, ...dues);
  }

  start(child: ModelChild, by: ModelChild["startedBy"]): void {
    child.state = "starting";
    child.begun = true;
    child.incarnation += 1;
    child.startedBy = by;
    child.due = undefined;
    child.startDue = this.now + child.spec.startTimeout;
    child.readySince = undefined;
    child.ranFor = 0;
    child.condemned = false;
    child.stoppedByCommand = false;
    child.killed = false;
    this.act("start", child);
  }

  condemn(child: ModelChild): void {
    if (child.state === "stopping") return;
    child.condemned = true;
    this.ask(child);
  }

  ask(child: ModelChild): void {
    const { shutdown } = child.spec;
    if (child.readySince !== undefined) child.ranFor = this.now - child.readySince;
    child.state = "stopping";
    child.startDue = undefined;
    if (shutdown === "brutal") return this.kill(child);
    child.stopDue = this.now + shutdown;
    this.act("stop", child);
  }

  kill(child: ModelChild): void {
    if (child.killed) return;
    child.killed = true;
    child.state = "stopping";
    child.startDue = undefined;
    child.stopDue = undefined;
    this.act("kill", child);
  }

  waitAnew({ round }: ModelChild): void {
    if (round?.phase === "waiting") round.turned = false;
  }

  revive(child: ModelChild): void {
    child.state = "restarting";
    child.due = this.now;
    child.attempts = 0;
    child.spent = [];
  }

  /** The child is down and not the cause of a round: it waits with its round if it has one. */
  comeBackOrRest(child: ModelChild): void {
    if (child.round === undefined || child.spec.restart === "temporary") this.rest(child);
    else child.state = "waiting";
  }

  /** Nothing runs and nothing will by itself. */
  rest(child: ModelChild): void {
    if (child.spec.restart === "temporary" || this.config.dynamic) return this.forget(child);
    child.round = undefined;
    child.state = "stopped";
    child.startDue = undefined;
    child.due = undefined;
    this.answerStart(child, "START_FAILED");
  }

  forget(child: ModelChild): void {
    child.gone = true;
    this.children = this.children.filter((other) => other !== child);
    this.answerStart(child, "START_FAILED");
  }

  /** The first cause wins. */
  end(ending: Ending): void {
    if (this.ending !== undefined) return;
    this.ending = ending;
    this.phase = "stopping";
    this.rounds = [];
    for (const child of this.children) {
      child.round = undefined;
      if (!isAlive(child)) child.state = "stopped";
      child.due = undefined;
      this.answerStart(child, "NOT_RUNNING");
    }
  }

  answer(call: number, answer: Answer): void {
    this.actions.push({ type: "answer", call, answer });
  }

  answerStart(child: ModelChild, answer: Answer): void {
    if (child.startCall !== undefined) this.answer(child.startCall, answer);
    child.startCall = undefined;
  }

  act(type: "start" | "stop" | "kill", child: ModelChild): void {
    this.actions.push({ type, id: child.spec.id, incarnation: child.incarnation });
  }
}
