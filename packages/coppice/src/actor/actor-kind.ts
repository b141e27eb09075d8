import { IGNORE } from "../child/context.ts";
import type { Kind, Place } from "../child/contract.ts";
import { badChild, badMember, checkOptional } from "../kind/bad-child.ts";
import type { Course } from "../kind/course.ts";
import { LoopLife } from "../kind/loop-life.ts";
import { construct, type Make } from "../kind/make.ts";
import type { Manner } from "../kind/manner.ts";
import { ActorCell } from "./actor-cell.ts";
import type { ActorChildrenOptions } from "./actor-children.ts";
import { ActorLoopContext } from "./actor-context.ts";
import { type Behaviour, isBehaviour } from "./behaviour.ts";
import type { MailboxOptions } from "./mailbox-options.ts";
import type { Accepts } from "./validated.ts";

/** What an actor's spec holds. */
export interface ActorBody {
  readonly make: Make<Behaviour> | Behaviour;
  /** As far as the spec says. */
  readonly mailbox: MailboxOptions | undefined;
  readonly children: ActorChildrenOptions;
  /** The schemas of what may come from outside of the loop. */
  readonly accepts: Accepts | undefined;
}

/** Of an actor without `init` and `started`: it has taken over its mailbox when it is made. */
const OPEN: Course<ActorCell> = Object.freeze<Course<ActorCell>>({
  finishes: true,
  finish: (cell) => cell.stop(),
  finishFailed: "hook.failed",
  over: (cell, exit) => cell.over(exit),
  instance: (cell) => cell.ref,
  branch: (cell) => cell.hands.branch,
});

const PREPARED: Course<ActorCell> = Object.freeze<Course<ActorCell>>({ ...OPEN, prepare: (cell) => cell.start() });

const MANNER: Manner<ActorBody["make"]> = Object.freeze<Manner<ActorBody["make"]>>({
  contextOf: (life) => new ActorLoopContext(life),
  make: (make, ctx, place) => cellOf(typeof make === "function" ? construct(make, ctx) : make, place, ctx as ActorLoopContext),
  recognise: (cell) => ((cell as ActorCell).isOpen ? OPEN : PREPARED),
  signalled: false,
});

/** An actor: it lives until it is asked to stop, and handles one message at a time. */
export const actorKind: Kind<ActorBody> = Object.freeze<Kind<ActorBody>>({
  name: "actor",
  create: ({ make }, place) => new LoopLife(place, make, MANNER),
});

/** What carries out the behaviour that a factory answered. */
function cellOf(answer: unknown, place: Place, ctx: ActorLoopContext): unknown {
  if (answer === IGNORE) return answer;
  if (answer instanceof Promise) answer.catch(() => undefined);
  if (!isBehaviour(answer)) {
    throw badChild(place, "a behaviour: an object with receive: { … }, a handler for each type of message", answer);
  }
  checkHandlers(place, answer);
  checkOptional(place, answer, ["init", "started", "stopped", "onError", "inspect"]);
  const cell = new ActorCell(answer, ctx.life, ctx);
  ctx.hands = cell.hands;
  if (answer.init === undefined && answer.started === undefined) cell.open();
  return cell;
}

function checkHandlers(place: Place, { receive }: Behaviour): void {
  for (const [type, handler] of Object.entries<unknown>(receive)) {
    if (typeof handler !== "function") throw badMember(place, `receive.${type}`, handler);
  }
}
