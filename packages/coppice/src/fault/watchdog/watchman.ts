import { errorData } from "../../error-data.ts";
import { type Finding, sharedNow, type Sight } from "./finding.ts";
import { addLine } from "./journal.ts";
import type { FromWatchdog, ToWatchdog } from "./messages.ts";
import type { WatchdogSettings } from "./settings.ts";
import { Stall } from "./stall.ts";

/** What the watchman can do about the main thread. */
export interface Main {
  /** How often its loop has beaten so far. */
  beats(): number;
  /** Lets the main thread know that there is a finding, which will be told; answers false when its loop has gone on from this beat. */
  openFinding(beat: number): boolean;
  /** Lets it know that all of it was told. */
  closeFinding(): void;
  /** Looks at what it does, as long as it stands at this beat. Resolves at last when it is told to give up. */
  look(beat: number, giveUp: Promise<void>): Promise<Sight>;
  /**
   * Ends the process, as long as it stands at this beat; `sight` says who brought that about. A look that is still under way shows more: that
   * is told before the end.
   */
  end(beat: number, stood: number, sight: Sight, shown: (sight: Sight) => void): void;
}

/** How long a look may take before that is a finding, in milliseconds. */
const PATIENCE = 500;

/** What is written where a look takes longer. */
const UNSEEN: Sight = { culprit: null, stack: "", unseen: "it could not be halted yet, as inside of a native call" };

/** A stretch of time in which the loop stands still. */
interface Spell {
  readonly beat: number;
  readonly over: Promise<void>;
  readonly end: () => void;
  /** The claims whose limit it has passed. */
  readonly found: Map<number, WatchdogSettings>;
  /** The look that is under way. */
  look: Promise<Sight> | undefined;
  /** What was seen last. */
  sight: Sight;
  isFatal: boolean;
}

/** Keeps watch over the loop of the main thread, in a thread of its own: notices, looks, writes down, tells, and ends the process. */
export class Watchman {
  readonly #main: Main;
  readonly #tell: (message: FromWatchdog) => void;
  readonly #claims = new Map<number, WatchdogSettings>();
  readonly #clock: () => number;
  readonly #stall: Stall;
  /** The last look that was begun, in whatever spell. */
  #former: Promise<unknown> = Promise.resolve();
  #every = 1_000;
  #timer: NodeJS.Timeout | undefined;
  #spell: Spell | undefined;

  constructor(main: Main, tell: (message: FromWatchdog) => void, clock: () => number = sharedNow) {
    this.#main = main;
    this.#tell = tell;
    this.#clock = clock;
    this.#stall = new Stall(clock(), main.beats());
  }

  hear(message: ToWatchdog): void {
    if (message.type === "watch") this.#claims.set(message.claim, message.settings);
    else if (message.type === "forget") this.#claims.delete(message.claim);
    else this.#setPace(message.every);
  }

  #setPace(every: number): void {
    this.#every = every;
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#check(), every);
  }

  #check(): void {
    const stall = this.#stall;
    stall.look(this.#clock(), this.#main.beats(), this.#every);
    if (this.#spell?.beat !== stall.beats) this.#close();
    if (stall.stood === 0) return;
    // The loop may have begun to stand still as late as just before the beat that did not come.
    const surely = stall.stood - this.#every;
    for (const [claim, settings] of this.#claims) {
      if (surely < settings.limit) continue;
      const spell = (this.#spell ??= newSpell(stall.beats));
      if (!spell.found.has(claim)) void this.#find(spell, claim, settings);
      if (surely >= settings.fatal && !spell.isFatal) void this.#end(spell);
    }
  }

  #close(): void {
    this.#spell?.end();
    this.#spell = undefined;
  }

  async #find(spell: Spell, claim: number, settings: WatchdogSettings): Promise<void> {
    if (!this.#main.openFinding(spell.beat)) return;
    const { limit, file } = settings;
    const finding = { limit, stood: this.#stall.stood, at: this.#clock() };
    spell.found.set(claim, settings);
    const look = this.#look(spell);
    const soon = await Promise.race([look, patience()]);
    let isWritten = this.#note(claim, file, { ...finding, ...(soon ?? UNSEEN) });
    const sight = soon ?? (await look);
    // What a native call hid is seen when that returns. Where the first could not be written, that is told already.
    if (soon === undefined && isWritten && sight.stack !== "") isWritten = this.#note(claim, file, { ...finding, ...sight });
    this.#tell({ type: "found", claim, finding: { ...finding, ...sight }, isWritten });
    this.#main.closeFinding();
  }

  /**
   * Looks at the loop. Two looks at a time would each let it go on while the other still asks, so whoever finds something during a look
   * sees what that sees, and one in the next spell waits for it.
   */
  #look(spell: Spell): Promise<Sight> {
    if (spell.look !== undefined) return spell.look;
    const giveUp = spell.over.then(patience);
    const look = this.#former.then(() => this.#main.look(spell.beat, giveUp));
    this.#former = spell.look = look;
    void look.then((sight) => {
      spell.look = undefined;
      spell.sight = sight;
    });
    return look;
  }

  #note(claim: number, file: string | undefined, { culprit, stood, limit, stack, unseen }: Finding): boolean {
    const child = culprit?.path ?? null;
    const incarnation = culprit?.incarnation;
    return this.#write(claim, file, { type: "loop.blocked", child, incarnation, stood: Math.round(stood), limit, stack, unseen });
  }

  async #end(spell: Spell): Promise<void> {
    spell.isFatal = true;
    // A look may just have begun, most of all where both limits are the same.
    await Promise.race([spell.look, patience()]);
    if (this.#spell !== spell) return;
    const { stood } = this.#stall;
    const note = ({ culprit, stack, unseen }: Sight): void => {
      for (const [claim, { file }] of spell.found) {
        this.#write(claim, file, { type: "loop.fatal", child: culprit?.path ?? null, stood: Math.round(stood), stack, unseen });
      }
    };
    note(spell.sight);
    this.#main.end(spell.beat, stood, spell.sight, note);
  }

  /** Answers whether it is in the file. */
  #write(claim: number, file: string | undefined, entry: Readonly<Record<string, unknown>>): boolean {
    if (file === undefined) return false;
    try {
      addLine(file, entry);
      return true;
    } catch (error) {
      this.#tell({ type: "failed", claim, error: errorData(error) });
      return false;
    }
  }
}

function newSpell(beat: number): Spell {
  const { promise: over, resolve: end } = Promise.withResolvers<void>();
  return { beat, over, end, found: new Map(), look: undefined, sight: UNSEEN, isFatal: false };
}

function patience(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, undefined));
}
