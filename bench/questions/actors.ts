import { versionOfPeer } from "../../scripts/peers.ts";
import { coppiceActors } from "../actors/coppice.ts";
import { effectActors } from "../actors/effect.ts";
import { erlangActors, erlangRelease } from "../actors/erlang.ts";
import { nactActors } from "../actors/nact.ts";
import { plainActors } from "../actors/plain.ts";
import type { Actors, Work } from "../actors/system.ts";
import { xstateActors } from "../actors/xstate.ts";
import { alternate } from "../harness/alternate.ts";
import { count, type Question } from "../harness/question.ts";
import { type Row, row } from "../harness/row.ts";

/** Half of what a peer in JavaScript takes. */
const PEER = 0.5;
/** No more than Erlang takes. */
const ERLANG = 1;
/** Twice what a ring buffer takes that somebody wrote by hand. */
const BY_HAND = 2;

/** A system that is measured beside ours, and the most that ours may cost beside it. */
interface Beside {
  readonly name: string;
  readonly goal: number;
  readonly actors: Partial<Actors>;
}

/** A question about actors. `size` is the number of messages, hops or actors. */
interface ActorQuestion {
  readonly name: string;
  readonly work: Work;
  readonly unit: string;
  readonly words: (size: number) => string;
  /** What `size` of it means to a system. */
  readonly measure: (actors: Actors, size: number) => Promise<number>;
}

/** How many messages are told at a time, and how many actors there are besides, where the size does not ask for fewer. */
const BURST = 10_000;
const MANY = 1_000;

/** How many rounds the messages of one question are multiplied with: a single one takes nanoseconds. */
const MORE = 10;

const WORK: readonly ActorQuestion[] = [
  {
    name: "tell",
    work: "tell",
    unit: "messages/s",
    words: (size) => `tell one actor ${count(size * MORE)} messages, in bursts of ${count(burstOf(size))}`,
    measure: async (actors, size) => {
      const burst = burstOf(size);
      const bursts = Math.round((size * MORE) / burst);
      return perSecond(bursts * burst, await actors.tell(bursts, burst));
    },
  },
  {
    name: "ask",
    work: "ask",
    unit: "asks/s",
    words: (size) => `ask one actor ${count(size)} times, each answer awaited, with a deadline`,
    measure: async (actors, size) => perSecond(size, await actors.ask(size)),
  },
  {
    name: "fan-in",
    work: "fanIn",
    unit: "messages/s",
    words: (size) => `${count(manyOf(size))} actors tell one ${count(size * MORE)} messages`,
    measure: async (actors, size) => {
      const many = manyOf(size);
      const each = Math.round((size * MORE) / many);
      return perSecond(many * each, await actors.fanIn(many, each));
    },
  },
  {
    name: "ring",
    work: "ring",
    unit: "hops/s",
    words: (size) => `a message goes round a ring of ${count(manyOf(size))} actors, ${count(size * MORE)} hops`,
    measure: async (actors, size) => perSecond(size * MORE, await actors.ring(manyOf(size), size * MORE)),
  },
  {
    name: "spawn",
    work: "spawnAndStop",
    unit: "actors/s",
    words: (size) => `spawn ${count(size)} actors and stop them`,
    measure: async (actors, size) => perSecond(size, await actors.spawnAndStop(size)),
  },
  {
    name: "actor-bytes",
    work: "bytes",
    unit: "bytes",
    words: (size) => `an idle actor of ${count(size)}`,
    measure: async (actors, size) => await actors.bytes(size),
  },
];

/** What actors cost, beside those of others and beside what one would write by hand. */
export const actorQuestions: readonly Question[] = WORK.map(({ name, work, unit, words, measure }) => ({
  name,
  variants: [true],
  async measure({ rounds, size }) {
    const all = (await besides()).filter(({ actors }) => work in actors);
    const theirs = all.map(({ name: other, actors }) => [other, () => measure(actors as Actors, size)] as const);
    const measured = await alternate<string>(rounds, {
      ours: () => measure(coppiceActors, size),
      ...Object.fromEntries(theirs),
    });
    return all.map(({ name: other, goal }): Row =>
      row({
        question: words(size),
        unit,
        beside: other,
        ours: measured["ours"] ?? Number.NaN,
        theirs: measured[other] ?? Number.NaN,
        goal,
      }),
    );
  },
}));

/** All that is measured beside; Erlang where it is installed. */
async function besides(): Promise<readonly Beside[]> {
  const erlang = erlangActors();
  return [
    { name: "a ring buffer by hand", goal: BY_HAND, actors: plainActors },
    { name: `nact ${versionOfPeer("nact")}`, goal: PEER, actors: await nactActors() },
    { name: `xstate ${versionOfPeer("xstate")}`, goal: PEER, actors: await xstateActors() },
    { name: `effect ${versionOfPeer("effect")}`, goal: PEER, actors: await effectActors() },
    ...(erlang === undefined ? [] : [{ name: `Erlang/OTP ${erlangRelease()}`, goal: ERLANG, actors: erlang }]),
  ];
}

function burstOf(size: number): number {
  return Math.min(BURST, size * MORE);
}

function manyOf(size: number): number {
  return Math.min(MANY, size);
}

function perSecond(done: number, milliseconds: number): number {
  return (done / milliseconds) * 1_000;
}
