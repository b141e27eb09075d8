// A bank whose accounts are actors that crash at random, before or after they have written: money is neither lost nor made, since what was
// written outlives them, and each step of a transfer is written once, however often it is tried.
import { actor, type ActorContext, isCoppiceError, registry, service, start, supervisor } from "coppice";
import { virtualRuntime } from "coppice/testing";

const [, , seed = "1"] = process.argv;
const ACCOUNTS = ["ann", "bob", "cleo", "dan"];

/** What outlives the accounts: their balances, and the steps that are done. */
class Ledger {
  readonly balances: Map<string, number> = new Map(ACCOUNTS.map((name) => [name, 100]));
  readonly #done = new Map<string, boolean>();

  /** Changes a balance, once for each step; false when there is not enough. */
  book(step: string, name: string, sum: number): boolean {
    const before = this.#done.get(step);
    if (before !== undefined) return before;
    const balance = (this.balances.get(name) ?? 0) + sum;
    if (balance >= 0) this.balances.set(name, balance);
    this.#done.set(step, balance >= 0);
    return balance >= 0;
  }

  start(): void {}
  stop(): void {}
}

const runtime = virtualRuntime({ seed: Number(seed) });
let crashes = 0;

function mayCrash(): void {
  if (runtime.random() > 0.1) return;
  crashes += 1;
  throw new Error("crashed for the sake of the example");
}

interface Step {
  readonly step: string;
  readonly sum: number;
}

function behaviour(ctx: ActorContext) {
  const book = ({ step, sum }: Step): boolean => {
    mayCrash();
    const isDone = ctx.use(ledger).book(step, ctx.id, sum);
    mayCrash();
    return isDone;
  };
  return { started: () => void ctx.use(names).register(ctx, ctx.id), receive: { book } };
}

const ledger = service("ledger", () => new Ledger());
const names = registry("names").of<{ book: (step: Step) => boolean }>();
const accounts = ACCOUNTS.map((name) => actor(name, behaviour));
const bank = supervisor("bank", { intensity: { restarts: 10_000, within: "1s" } }, [ledger, names, ...accounts]);
const app = await start(bank, { runtime });

/** Asks until there is an answer: a step that was written before the crash is not written again. */
async function book(name: string, step: string, sum: number): Promise<boolean> {
  try {
    return await app.use(names).via(name).ask({ type: "book", step, sum });
  } catch (error) {
    if (!isCoppiceError(error) || error.code === "BAD_OPTION") throw error;
    await new Promise<void>((resolve) => runtime.after(10, resolve));
    return await book(name, step, sum);
  }
}

async function transfer(id: number, from: string, to: string, sum: number): Promise<void> {
  if (await book(from, `${id} out`, -sum)) await book(to, `${id} in`, sum);
}

const pick = (): string => ACCOUNTS[Math.floor(runtime.random() * ACCOUNTS.length)] ?? "ann";
const transfers = Array.from({ length: 200 }, (_, id) => transfer(id, pick(), pick(), Math.ceil(runtime.random() * 50)));
const all = Promise.all(transfers);
await runtime.advance("1m");
await all;

const { balances } = app.use(ledger);
console.log(`${transfers.length} transfers, ${crashes > 20 ? "many" : "few"} crashes`);
console.log(`total: ${Array.from(balances.values()).reduce((sum, balance) => sum + balance, 0)}`);
console.log(`overdrawn: ${Array.from(balances.values()).filter((balance) => balance < 0).length}`);
await app.stop();
