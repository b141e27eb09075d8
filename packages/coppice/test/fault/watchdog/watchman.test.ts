import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test, type TestContext } from "node:test";
import type { Sight } from "../../../src/fault/watchdog/finding.ts";
import type { FromWatchdog } from "../../../src/fault/watchdog/messages.ts";
import { type Main, Watchman } from "../../../src/fault/watchdog/watchman.ts";

const PACE = 10;

/** A main thread that stands still and is played by the test, before a watchman whose time is the test's. */
class StillMain implements Main {
  readonly told: FromWatchdog[] = [];
  /** The looks that are under way, the oldest first. */
  readonly looks: { readonly beat: number; readonly shows: (sight: Sight) => void }[] = [];
  /** What it was ended with, each time. */
  readonly ends: Sight[] = [];
  /** To be told what a look shows that was under way at the end. */
  shown: ((sight: Sight) => void) | undefined;
  beat = 1;
  /** Whether the loop goes on between a look at its beats and the finding. */
  isBack = false;
  /** How many findings are not told yet. */
  open = 0;
  readonly #watchman: Watchman;
  readonly #t: TestContext;
  #now = 0;

  constructor(
    t: TestContext,
    limits: readonly number[],
    fatal: number = Number.POSITIVE_INFINITY,
    files: readonly string[] = [],
  ) {
    t.mock.timers.enable({ apis: ["setInterval", "setTimeout"] });
    this.#t = t;
    this.#watchman = new Watchman(
      this,
      (message) => this.told.push(message),
      () => this.#now,
    );
    for (const [claim, limit] of limits.entries()) {
      this.#watchman.hear({ type: "watch", claim, settings: { limit, fatal, file: files[claim] } });
    }
    this.#watchman.hear({ type: "pace", every: PACE });
  }

  beats(): number {
    return this.beat;
  }

  openFinding(beat: number): boolean {
    if (this.isBack || this.beat !== beat) return false;
    this.open += 1;
    return true;
  }

  closeFinding(): void {
    this.open -= 1;
  }

  look(beat: number): Promise<Sight> {
    return new Promise((resolve) => {
      const look = {
        beat,
        shows: (sight: Sight): void => {
          this.looks.splice(this.looks.indexOf(look), 1);
          resolve(sight);
        },
      };
      this.looks.push(look);
    });
  }

  end(_beat: number, _stood: number, sight: Sight, shown: (sight: Sight) => void): void {
    this.ends.push(sight);
    this.shown = shown;
  }

  async pass(time: number): Promise<void> {
    for (const end = this.#now + time; this.#now < end;) {
      this.#now += PACE;
      this.#t.mock.timers.tick(PACE);
      await new Promise(setImmediate);
    }
  }

  /** Which claims were told of whom. */
  found(): readonly (readonly [claim: number, child: string | undefined])[] {
    return this.told.flatMap((message) =>
      message.type === "found" ? [[message.claim, message.finding.culprit?.path] as const] : [],
    );
  }
}

function sightOf(path: string): Sight {
  return { culprit: { path, incarnation: 1, claim: 0 }, stack: "run (file:///one.ts:1:1)" };
}

suite("the watchman", () => {
  test("a limit that is passed while a look is under way has the same sight: two looks would disturb each other", async (t) => {
    const main = new StillMain(t, [100, 120, 300]);
    await main.pass(200);
    assert.equal(main.looks.length, 1);
    main.looks[0]?.shows(sightOf("shop/one"));
    await main.pass(200);
    assert.deepEqual(main.found(), [
      [0, "shop/one"],
      [1, "shop/one"],
    ]);
    assert.equal(main.looks.length, 1);
    main.looks[0]?.shows(sightOf("shop/other"));
    await main.pass(PACE);
    assert.deepEqual(main.found().at(-1), [2, "shop/other"]);
  });

  test("the look of a spell that is over ends before the next spell has its own", async (t) => {
    const main = new StillMain(t, [100]);
    await main.pass(200);
    main.beat = 2;
    await main.pass(200);
    assert.deepEqual(
      main.looks.map(({ beat }) => beat),
      [1],
    );
    main.looks[0]?.shows(sightOf("shop/one"));
    await main.pass(PACE);
    assert.deepEqual(
      main.looks.map(({ beat }) => beat),
      [2],
    );
    main.looks[0]?.shows(sightOf("shop/other"));
    await main.pass(PACE);
    assert.deepEqual(main.found(), [
      [0, "shop/one"],
      [0, "shop/other"],
    ]);
  });

  test("where both limits are the same, the end waits for the look, but not for long", async (t) => {
    const seen = new StillMain(t, [100], 100);
    await seen.pass(200);
    assert.deepEqual(seen.ends, []);
    seen.looks[0]?.shows(sightOf("shop/one"));
    await seen.pass(PACE);
    assert.deepEqual(seen.ends, [sightOf("shop/one")]);
    t.mock.timers.reset();
    const unseen = new StillMain(t, [100], 100);
    await unseen.pass(700);
    assert.match(unseen.ends[0]?.unseen ?? "", /could not be halted yet/);
  });

  test("a loop that is back before its end is not ended", async (t) => {
    const main = new StillMain(t, [100], 100);
    await main.pass(200);
    main.beat = 2;
    main.looks[0]?.shows(sightOf("shop/one"));
    await main.pass(PACE);
    assert.deepEqual(main.ends, []);
  });

  test("a finding is open from its first moment until it was told, so that the loop can wait for it", async (t) => {
    const main = new StillMain(t, [100, 120]);
    await main.pass(100);
    assert.equal(main.open, 0);
    await main.pass(100);
    assert.equal(main.open, 2);
    main.looks[0]?.shows(sightOf("shop/one"));
    await main.pass(PACE);
    assert.deepEqual([main.open, main.told.length], [0, 2]);
  });

  test("where the loop goes on in the moment of the finding there is none, and it is not looked at", async (t) => {
    const main = new StillMain(t, [100], 100);
    main.isBack = true;
    await main.pass(110);
    assert.deepEqual([main.open, main.told, main.looks], [0, [], []]);
  });

  test("the end of the process goes to the file of each whose limit was passed, with what a late look shows", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "coppice-watchdog-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const files = ["one", "other"].map((name) => join(folder, name));
    const main = new StillMain(t, [100, 150], 200, files);
    await main.pass(1_000);
    main.shown?.(sightOf("shop/one"));
    for (const file of files) {
      const lines = readFileSync(file, "utf8").trimEnd().split("\n");
      const told = lines.map((line) => JSON.parse(line) as { readonly type: string; readonly child: string | null });
      assert.deepEqual(
        told.filter(({ type }) => type === "loop.fatal").map(({ child }) => child),
        [null, "shop/one"],
      );
    }
  });
});
