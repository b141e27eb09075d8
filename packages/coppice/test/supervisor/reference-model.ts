// A small, slow model of one supervisor, written from the pages on semantics alone; it shares no code with the kernel that is held
// against it. Each input changes some facts (world, judge); then the rules (boot, rounds, end) are applied until none has anything to do.
//
// Open points and what was chosen
//  1. An exit before ready is a failed start and counts as failed whatever it said, also with `onStartFailure: "policy"`.
//  2. Without "policy" a failed first start is no exit: it fails the boot or the command, and exit rules (fatal) do not judge it.
//  3. With "policy" a `startChild` is answered once the child is ready or ignored; START_FAILED when it comes to rest otherwise.
//  4. `restartChild` of a stopped child never retries, "policy" or not, and keeps the budget and backoff as they are (only reviving renews).
//  5. A start by command that a sibling's round takes along stays unanswered until the child is ready or comes to rest.
//  6. `stopChild` of a child that a command is starting: the start answers START_FAILED when the child is down.
//  7. A member of a round that ends by itself before it was asked, and that its restart type would leave down, comes back with the round.
//  8. Such a significant one ended by itself all the same: any-significant stops the supervisor; all-significant sees it as still there.
//  9. A member asked to stop by the round fails no more, whatever it exits with; one condemned before fails once and joins.
// 10. `stopChild` outweighs a condemnation: the child ends stopped, as a stop by command.
// 11. "Starts have not begun" is a matter of the round's present attempt: it is stopping or waiting, the first time or again.
// 12. A failure that joins several rounds is free of intensity if any of them is before its starts.
// 13. Every failure counts a backoff attempt, joined or not; a unit that was too much stays in its window all the same.
// 14. `onExhausted: "stop"`: the child leaves its round, siblings not yet concerned are left alone, and it counts as ended by itself.
// 15. The spell of `resetAfter` ends when the incarnation exits or is condemned, the boundary inclusive.
// 16. A round waits for one turn of the loop after all its members are down; time that passes is a turn as well.
// 17. Merging into a round in quarantine waits with it; a member that leaves takes its due time along.
// 18. Reviving (by command or cool-down) answers at once and makes a quarantined child a restarting one that is due now. A command that
//     changes what a round waits for costs it one more turn of the loop.
// 19. A cool-down runs from the failure, also while siblings are still being stopped.
// 20. The sequential boot waits at each child of its spec, whoever started it; children added by command meanwhile it does not await.
// 21. A child stopped by command before the boot reached it is passed over, and strategies do not see it until then.
// 22. Restarts count the starts that rounds made; incarnations count all starts of an entry, and a forgotten id begins at 1 again.
// 23. While the supervisor stops nobody is forgotten: those down show as stopped, so that the report can name them.
// 24. Starts by command still open when the supervisor begins to stop answer NOT_RUNNING; open stops answer ok when the child is down.
// 25. `kill` kills all living children at once; it turns a `shutdown` exit into `killed`, while gave-up and failed stand.
// 26. A duplicate id is refused before `maxChildren` is looked at; everything in the list counts.
// 27. A start that was asked to stop and then answers `ignore` has ended with `shutdown`; a condemned one has failed all the same.
// 28. Instances of a dynamic supervisor are gone once they are down: restart and delete are no words for them.
// 27. A significant child that ends during the boot ends the supervisor once the boot is over: it was up, and then went down.
// 29. The boot does not wait for those that wait with a sibling whose quarantine only a command ends.
import { isAlive, newChild } from "./model/child.ts";
import type { ModelChild } from "./model/child.ts";
import type { ChildConfig, ModelConfig } from "./model/config.ts";
import type { Action, Answer, ChildSnapshot, ExitKind, Input, Snapshot } from "./model/input.ts";
import { judgeExit } from "./model/judge.ts";
import { settle } from "./model/rules.ts";
import { World } from "./model/world.ts";

/** One supervisor in virtual time. Every input answers with the actions it led to, in order. */
export class Model {
  readonly config: ModelConfig;
  readonly #world: World;
  #calls = 0;
  #dropped = 0;

  constructor(config: ModelConfig) {
    this.config = config;
    this.#world = new World(config);
  }

  get now(): number {
    return this.#world.now;
  }

  /** The number of the latest command. */
  get calls(): number {
    return this.#calls;
  }

  /** How much news came from incarnations that are no more. */
  get dropped(): number {
    return this.#dropped;
  }

  /** A round is due but for the turn of the loop. */
  get wantsTurn(): boolean {
    return this.#world.rounds.some(
      (round) => round.phase === "waiting" && !round.turned && this.#world.dueOf(round) <= this.#world.now,
    );
  }

  snapshot(): Snapshot {
    const children = this.#world.children.map(({ spec, state, restarts, incarnation, due }): ChildSnapshot => {
      const seen = { id: spec.id, state, restarts, incarnation };
      return due === undefined ? seen : { ...seen, due };
    });
    return { phase: this.#world.phase, children };
  }

  /** Whether the child was sent a kill and has only to exit. */
  wasKilled(id: string): boolean {
    return this.#world.find(id)?.killed ?? false;
  }

  /** Whether the incarnation has been ready; afterwards it cannot answer `ignore` any more. */
  wasReady(id: string): boolean {
    return this.#world.find(id)?.readySince !== undefined;
  }

  /** When the next thing happens by time alone, if anything will. */
  nextDue(): number | undefined {
    const dues: number[] = [];
    for (const child of this.#world.children) {
      dues.push(child.startDue ?? Infinity, child.stopDue ?? Infinity);
      if (child.state === "quarantined") dues.push(child.due ?? Infinity);
    }
    for (const round of this.#world.rounds) {
      if (round.phase === "waiting" && this.#world.dueOf(round) > this.#world.now) dues.push(this.#world.dueOf(round));
    }
    const next = Math.min(...dues, Infinity);
    return next === Infinity ? undefined : next;
  }

  /** Gives the model one input of any kind. */
  apply(input: Input): Action[] {
    switch (input.type) {
      case "boot":
        return this.boot();
      case "ready":
        return this.ready(input.id, input.incarnation);
      case "ignored":
        return this.ignored(input.id, input.incarnation);
      case "condemned":
        return this.condemned(input.id, input.incarnation);
      case "exited":
        return this.exited(input.id, input.incarnation, input.exit, input.affected);
      case "turn":
        return this.turn();
      case "advance":
        return this.advanceTo(input.to);
      case "startChild":
        return this.startChild(input.child);
      case "stopChild":
        return this.stopChild(input.id);
      case "restartChild":
        return this.restartChild(input.id);
      case "deleteChild":
        return this.deleteChild(input.id);
      case "reviveChild":
        return this.reviveChild(input.id);
      case "stop":
        return this.stop();
      case "kill":
        return this.kill();
    }
  }

  // Life of the supervisor

  boot(): Action[] {
    return this.#step(() => {
      this.#world.phase = "booting";
      this.#world.children = this.config.children.map(newChild);
      this.#world.toBoot = [...this.#world.children];
      if (this.config.concurrentBoot) for (const child of this.#world.children) this.#world.start(child, "boot");
    });
  }

  /** Asks the supervisor to stop; the action `down` is the answer. */
  stop(): Action[] {
    return this.#step(() => this.#world.end({ exit: "shutdown", why: "stopped" }));
  }

  /** Kills all living children at once; `down` follows when they have exited. */
  kill(): Action[] {
    return this.#step(() => {
      if (this.#world.phase === "down") return;
      if (this.#world.ending?.exit === "shutdown") this.#world.ending = { exit: "killed", why: "killed" };
      this.#world.end({ exit: "killed", why: "killed" });
      for (const child of this.#world.alive().toReversed()) this.#world.kill(child);
    });
  }

  // Time

  /** The loop goes around once. */
  turn(): Action[] {
    return this.#step(() => {
      for (const round of this.#world.rounds) if (round.phase === "waiting") round.turned = true;
    });
  }

  /** Lets time pass, with a turn of the loop before it does. */
  advanceTo(time: number): Action[] {
    const actions: Action[] = time > this.#world.now ? this.turn() : [];
    for (let due = this.nextDue(); due !== undefined && due <= time; due = this.nextDue()) actions.push(...this.#tick(due));
    return [...actions, ...this.#tick(time)];
  }

  #tick(time: number): Action[] {
    return this.#step(() => {
      this.#world.now = Math.max(this.#world.now, time);
      const isDue = (due: number | undefined): boolean => due !== undefined && due <= this.#world.now;
      for (const child of this.#world.children) {
        if (isDue(child.startDue)) this.#world.condemn(child);
        else if (isDue(child.stopDue)) this.#world.kill(child);
        else if (child.state === "quarantined" && isDue(child.due)) this.#world.revive(child);
      }
    });
  }

  // News of children

  ready(id: string, incarnation: number): Action[] {
    return this.#news(id, incarnation, (child) => {
      if (child.state !== "starting") return;
      child.state = "running";
      child.startDue = undefined;
      child.readySince = this.#world.now;
      child.round = undefined;
      this.#world.answerStart(child, "ok");
    });
  }

  /** The start ended well and left nothing running; of one that was asked to stop meanwhile it is the end. */
  ignored(id: string, incarnation: number): Action[] {
    return this.#news(id, incarnation, (child) => {
      if (child.readySince !== undefined) return;
      if (child.state === "stopping" || this.#world.phase === "stopping") return judgeExit(this.#world, child, "shutdown", []);
      this.#world.answerStart(child, "ignored");
      this.#world.rest(child);
    });
  }

  /** The incarnation is broken and has to go, though it has not ended: `ctx.fail`, unhealthy, unresponsive. */
  condemned(id: string, incarnation: number): Action[] {
    return this.#news(id, incarnation, (child) => this.#world.condemn(child));
  }

  /** `affected` is the verdict of a custom strategy, used if this exit is a failure. */
  exited(id: string, incarnation: number, exit: ExitKind, affected: readonly string[] = []): Action[] {
    return this.#news(id, incarnation, (child) => judgeExit(this.#world, child, exit, affected));
  }

  // Commands

  startChild(spec: ChildConfig): Action[] {
    return this.#command((call) => {
      const present = this.#world.find(spec.id);
      if (present !== undefined) return isAlive(present) ? "ALREADY_STARTED" : "ALREADY_PRESENT";
      if (this.config.dynamic && this.#world.children.length >= this.config.maxChildren) return "MAX_CHILDREN";
      const child = newChild(spec);
      this.#world.children.push(child);
      this.#world.start(child, "start command");
      child.startCall = call;
      return undefined;
    });
  }

  stopChild(id: string): Action[] {
    return this.#command((call) => {
      const child = this.#world.find(id);
      if (child === undefined) return "NOT_FOUND";
      if (!isAlive(child)) {
        this.#world.waitAnew(child);
        this.#world.rest(child);
        return "ok";
      }
      child.round = undefined;
      child.stoppedByCommand = true;
      child.stopCalls.push(call);
      if (child.state !== "stopping") this.#world.ask(child);
      return undefined;
    });
  }

  restartChild(id: string): Action[] {
    return this.#command((call) => {
      if (this.config.dynamic) return "UNSUPPORTED";
      const child = this.#world.find(id);
      if (child === undefined) return "NOT_FOUND";
      if (isAlive(child)) return "RUNNING";
      if (child.state === "quarantined") {
        this.#world.waitAnew(child);
        this.#world.revive(child);
        return "ok";
      }
      if (child.state !== "stopped") return "RESTARTING";
      this.#world.start(child, "restart command");
      child.startCall = call;
      return undefined;
    });
  }

  deleteChild(id: string): Action[] {
    return this.#command(() => {
      if (this.config.dynamic) return "UNSUPPORTED";
      const child = this.#world.find(id);
      if (child === undefined) return "NOT_FOUND";
      if (isAlive(child)) return "RUNNING";
      if (child.state !== "stopped" && child.state !== "quarantined") return "RESTARTING";
      this.#world.waitAnew(child);
      this.#world.forget(child);
      return "ok";
    });
  }

  reviveChild(id: string): Action[] {
    return this.#command(() => {
      const child = this.#world.find(id);
      if (child === undefined) return "NOT_FOUND";
      if (child.state !== "quarantined") return "NOT_QUARANTINED";
      this.#world.waitAnew(child);
      this.#world.revive(child);
      return "ok";
    });
  }

  // Bookkeeping

  #step(change: () => void): Action[] {
    this.#world.actions = [];
    change();
    settle(this.#world);
    return this.#world.actions;
  }

  #news(id: string, incarnation: number, change: (child: ModelChild) => void): Action[] {
    return this.#step(() => {
      const child = this.#world.find(id);
      if (child !== undefined && child.incarnation === incarnation && isAlive(child)) change(child);
      else this.#dropped += 1;
    });
  }

  /** A command answers at once, or says `undefined` and answers later. */
  #command(change: (call: number) => Answer | undefined): Action[] {
    return this.#step(() => {
      this.#calls += 1;
      const call = this.#calls;
      const answer = this.#world.ending === undefined ? change(call) : "NOT_RUNNING";
      if (answer !== undefined) this.#world.answer(call, answer);
    });
  }
}
