import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { CoppiceError, type Spec, supervisor, task } from "coppice";
import { show } from "../../src/show.ts";
import { OPTIONS, type Owner } from "../../src/spec/validation/option-tables.ts";
import { refusalOf } from "../support/refusal.ts";
import { Idle, run, WORDS } from "./kinds-of-spec.ts";

/** What is refused of an option, and what the message says is allowed. */
interface Wrong {
  readonly values: readonly unknown[];
  readonly allowed: RegExp;
  readonly code?: "BAD_DURATION";
  /** The message does not show it. */
  readonly hidden?: true;
}

const TEXTS = ["", " ", "5", "5 s", "5sec", "-5s", "1d", "s", "Infinityms", "NaN"];
const NO_NUMBERS = [Number.NaN, -1, -0.001, -Infinity];
const NOTHING_LIKE_IT = [null, true, [], {}, Symbol("s"), 5n, () => 5, new Date(0)];
const NO_DURATIONS = [...TEXTS, ...NO_NUMBERS, ...NOTHING_LIKE_IT];

const LIMITED: Wrong = {
  values: [...NO_DURATIONS, Infinity],
  allowed: /^milliseconds as a number, or a text such as "250ms", .* not negative, not infinite$/,
  code: "BAD_DURATION",
};
const SOME: Wrong = { values: [...LIMITED.values, 0, "0s"], allowed: /more than 0, not infinite$/, code: "BAD_DURATION" };
const ENDLESS_BUT_SOME: Wrong = {
  values: [...NO_DURATIONS, 0, "0ms"],
  allowed: /more than 0; or Infinity$/,
  code: "BAD_DURATION",
};
const COUNT: Wrong = {
  values: [...NO_NUMBERS, 0.5, 2 ** 53, "3", ...NOTHING_LIKE_IT],
  allowed: /^a whole number from 0 up, or Infinity$/,
};
const LIMIT: Wrong = {
  values: [null, true, 3, "3 in 5s", [], [3, 5_000], new Map(), new Idle()],
  allowed: /^an object such as \{ restarts: \d+, within: "\w+" \}/,
};
const BACKOFF: Wrong = {
  values: [null, true, 100, "100ms", [], new Map()],
  allowed: /^an object such as \{ initial: .*, or false$/,
};
const RULES: Wrong = {
  values: [null, 0, "0", {}, [-1], [0.5], ["SIGTERM"], [0, undefined], [null], new Set([0])],
  allowed: /exit codes.*functions of the exit/,
};

function words(...allowed: readonly string[]): Wrong {
  const near = allowed.flatMap((word) => [word.toUpperCase(), ` ${word}`, word.slice(1)]);
  return { values: [...near, "", 0, ...NOTHING_LIKE_IT], allowed: new RegExp(`"${allowed.join('".*"')}"`) };
}

const BACKOFFS: Readonly<Record<string, Wrong>> = {
  "backoff.first": LIMITED,
  "backoff.initial": LIMITED,
  "backoff.factor": {
    values: [0, 0.99, -2, Number.NaN, Infinity, "2", ...NOTHING_LIKE_IT],
    allowed: /^a finite number, at least 1$/,
  },
  "backoff.max": LIMITED,
  "backoff.jitter": { values: [-0.1, 1.1, Number.NaN, "0.2", ...NOTHING_LIKE_IT], allowed: /^a number from 0 to 1$/ },
  "backoff.resetAfter": LIMITED,
};

const DEFAULTS: Readonly<Record<string, Wrong>> = {
  restart: words("permanent", "transient", "temporary"),
  shutdown: {
    values: [...NO_DURATIONS, "Brutal", "kill"],
    allowed: /^"brutal", or milliseconds .*; or Infinity$/,
    code: "BAD_DURATION",
  },
  startTimeout: ENDLESS_BUT_SOME,
  backoff: BACKOFF,
  ...BACKOFFS,
  budget: LIMIT,
  "budget.restarts": COUNT,
  "budget.within": SOME,
  onExhausted: words("escalate", "quarantine", "stop"),
  coolDown: ENDLESS_BUT_SOME,
};

const CHILD: Readonly<Record<string, Wrong>> = {
  ...DEFAULTS,
  onStartFailure: words("fail", "policy"),
  significant: { values: [null, 0, 1, "true", "yes", [], {}], allowed: /^true or false$/ },
  success: RULES,
  fatal: RULES,
};

const TEXT: Wrong = { values: ["", "a\0b", 0, ...NOTHING_LIKE_IT], allowed: /^a text, not empty/ };
const FILE: Wrong = {
  values: ["", "Events", " ignore", "out.log", 1, ...NOTHING_LIKE_IT.filter((value) => !isEmptyObject(value))],
  allowed: /"inherit".*, or an object such as \{ file: "out\.log" \}$/,
};
const OUTPUT: Wrong = { values: FILE.values, allowed: /"ignore", or an object such as \{ file: "out\.log" \} or .*rotate/ };
const ID: Wrong = {
  values: [-1, 0.5, 2 ** 32 - 1, "root", ...NOTHING_LIKE_IT],
  allowed: /^a whole number from 0 to 4294967294$/,
};

const EXIT_CODES: Wrong = { ...RULES, values: [...RULES.values, [256], [0, 300]] };

const PROGRAM: Readonly<Record<string, Wrong>> = {
  ...CHILD,
  success: EXIT_CODES,
  fatal: EXIT_CODES,
  ready: {
    values: [
      "Spawn",
      "start",
      "listening",
      8080,
      /x/,
      ...NOTHING_LIKE_IT,
      { line: "a", port: 1 },
      { line: "a", host: "b" },
      { host: "b" },
    ],
    allowed: /^"spawn", or one of \{ line: "listening" \}/,
  },
  "ready.line": { values: ["", null, 5, ["a"]], allowed: /^a text, not empty, or a regular expression$/ },
  "ready.port": { values: [0, -1, 65_536, 80.5, "80", null], allowed: /^a whole number from 1 to 65535$/ },
  "ready.file": TEXT,
  "ready.notify": { values: [false, null, 1, "true"], allowed: /^true$/ },
  heartbeat: SOME,
  stopSignal: {
    values: ["", "SIGKILL", "SIGSTOP", "sigterm", "TERM", "SIGNOT", 15, ...NOTHING_LIKE_IT],
    allowed: /^the name of a signal such as "SIGTERM"/,
  },
  cwd: TEXT,
  env: {
    values: [null, true, "A=1", [], ["A=1"], new Map(), { A: 1 }, { A: true }, { "": "1" }, { "A=B": "1" }, { A: "a\0b" }],
    allowed: /^an object of texts by the names of variables, null for one that is to be taken away/,
    hidden: true,
  },
  inheritEnv: {
    values: [null, "PATH", 0, {}, [""], ["A=1"], [1], new Set(["A"])],
    allowed: /^true, false, or a list of the names/,
  },
  stdin: FILE,
  stdout: OUTPUT,
  stderr: OUTPUT,
  "stdin.file": TEXT,
  "stdout.file": TEXT,
  "stderr.file": TEXT,
  "stdout.rotate": {
    values: [null, true, 5, "daily", [], new Map()],
    allowed: /^an object such as \{ maxSizeMb: 10, keep: 5 \}$/,
  },
  "stderr.rotate.maxSizeMb": { values: [0, ...NO_NUMBERS, Infinity, "5", ...NOTHING_LIKE_IT], allowed: /more than 0$/ },
  "stdout.rotate.maxAge": SOME,
  "stdout.rotate.keep": { values: [-1, 0.5, 1_001, "5", ...NOTHING_LIKE_IT], allowed: /^a whole number from 0 to 1000$/ },
  uid: ID,
  gid: ID,
  umask: { values: [-1, 512, 0.5, "022", ...NOTHING_LIKE_IT], allowed: /^a whole number from 0 to 0o777, such as 0o027$/ },
  nice: { values: [-21, 20, 0.5, "5", ...NOTHING_LIKE_IT], allowed: /^a whole number from -20 to 19$/ },
  maxMemoryMb: { values: [0, -1, 0.5, Infinity, "256", ...NOTHING_LIKE_IT], allowed: /^a whole number from 1 to / },
};

/** In place of a group, of which it says what is missing. */
function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && JSON.stringify(value) === "{}" && !(value instanceof Map);
}

const SUPERVISOR: Readonly<Record<string, Wrong>> = {
  ...CHILD,
  strategy: {
    values: ["", "one_for_one", "all", null, 1, [], {}, Idle],
    allowed: /^"one-for-one", "one-for-all" or "rest-for-one", or a function/,
  },
  intensity: { ...LIMIT, values: [...LIMIT.values, false] },
  "intensity.restarts": COUNT,
  "intensity.within": SOME,
  defaults: { values: [null, true, "permanent", [], new Map()], allowed: /^an object such as/ },
  ...Object.fromEntries(Object.entries(DEFAULTS).map(([option, wrong]) => [`defaults.${option}`, wrong])),
  autoShutdown: words("never", "any-significant", "all-significant"),
  boot: words("sequential", "concurrent"),
  maxChildren: COUNT,
};

const MEGABYTES: Wrong = {
  values: [...NO_NUMBERS, 0, 0.5, Infinity, "256", "256MB", ...NOTHING_LIKE_IT],
  allowed: /^a finite number, at least 1$/,
};

const HOSTED: Readonly<Record<string, Wrong>> = {
  ready: words("start", "signal"),
  heartbeat: { values: SOME.values, allowed: /more than 0, not infinite; or false$/, code: "BAD_DURATION" },
  args: {
    values: [Number.NaN, 5n, Symbol("s"), () => 5, new Date(0), new Map(), [undefined], { at: new Date(0) }],
    allowed: /^plain JSON: /,
  },
};

const THREAD: Readonly<Record<string, Wrong>> = {
  ...CHILD,
  ...HOSTED,
  maxHeapMb: { values: [...MEGABYTES.values, 1, 2, 7.9], allowed: /^a finite number, at least 8$/ },
  maxYoungHeapMb: MEGABYTES,
  maxCodeMb: { values: [...MEGABYTES.values, 4_097], allowed: /^a number from 1 to 4096$/ },
  stackMb: MEGABYTES,
  stdout: OUTPUT,
  stderr: OUTPUT,
};

const FROM_ONE: Wrong = { values: [0, -1, 1.5, Number.NaN, "10", null], allowed: /^a whole number from 1 up, or Infinity$/ };

const NOT_OF_TASKS: ReadonlySet<string> = new Set([
  "strategy",
  "autoShutdown",
  "boot",
  "intensity",
  "intensity.restarts",
  "intensity.within",
]);
const OF_TASKS = Object.fromEntries(Object.entries(SUPERVISOR).filter(([option]) => !NOT_OF_TASKS.has(option)));
const MAILBOX: Readonly<Record<string, Wrong>> = {
  mailbox: { values: [null, true, 10, "block", [], new Map()], allowed: /^an object such as/ },
  "mailbox.capacity": FROM_ONE,
  "mailbox.overflow": words("block", "drop-oldest", "drop-newest", "reject"),
  "mailbox.priorities": { values: [null, 0, "true", "low", []], allowed: /^true or false$/ },
  "mailbox.ttl": ENDLESS_BUT_SOME,
};

const POOL: Readonly<Record<string, Wrong>> = {
  ...CHILD,
  ...MAILBOX,
  size: { values: [0, -1, 1.5, Infinity, "3", 10_001, ...NOTHING_LIKE_IT], allowed: /^a whole number from 1 to 10000$/ },
  route: {
    values: [null, true, 10, "fastest", [], new Map()],
    allowed: /^"round-robin", .* or "broadcast", or an object such as/,
  },
  "route.key": { values: ["account", null, Idle], allowed: /^a function of the message that answers a text$/ },
  drain: { values: ["soon", -1, null, true], allowed: /not negative; or Infinity$/, code: "BAD_DURATION" },
  intensity: { ...LIMIT, values: [...LIMIT.values, false] },
  "intensity.restarts": COUNT,
  "intensity.within": SOME,
  workers: { values: [null, true, "permanent", [], new Map()], allowed: /^an object such as/ },
  ...Object.fromEntries(Object.entries(DEFAULTS).map(([option, wrong]) => [`workers.${option}`, wrong])),
};

const MODULE_PROGRAM: Readonly<Record<string, Wrong>> = {
  ...Object.fromEntries(Object.entries(PROGRAM).filter(([option]) => !/^(?:ready|stopSignal)\b/.test(option))),
  ...HOSTED,
  maxHeapMb: MEGABYTES,
  execArgv: {
    values: [
      null,
      "--expose-gc",
      [""],
      [1],
      {},
      new Set(["--expose-gc"]),
      ["--no-warnings", "-e", "1"],
      ["--test"],
      ["--watch-path=src"],
    ],
    allowed: /^a list of arguments of Node/,
  },
};

const WRONG: Readonly<Record<Owner, Readonly<Record<string, Wrong>>>> = {
  "every child": CHILD,
  "a task": { ...CHILD, ready: words("start", "signal") },
  "a program": PROGRAM,
  "an actor": {
    ...CHILD,
    ...MAILBOX,
    children: { values: [null, true, 10, [], new Map()], allowed: /^an object such as/ },
    "children.intensity": { ...LIMIT, values: [...LIMIT.values, false] },
    "children.defaults": { values: [null, true, "permanent", [], new Map()], allowed: /^an object such as/ },
    "children.maxChildren": COUNT,
    accepts: {
      values: [null, true, "add", [], { add: 1 }, { add: null }, { add: {} }, { add: { "~standard": 1 } }],
      allowed: /^an object that has, .* Standard Schema/,
    },
  },
  "a registry": { ...CHILD, keys: words("unique", "duplicate") },
  topics: { ...CHILD, unrouted: words("ignore", "dead-letter") },
  "a pool": POOL,
  "a thread": THREAD,
  "a module program": MODULE_PROGRAM,
  "a module in the loop": { ...CHILD, ready: words("start", "signal"), args: HOSTED["args"] as Wrong },
  "a child from a module": { ...MODULE_PROGRAM, ...THREAD, maxHeapMb: MEGABYTES, isolation: words("loop", "thread", "process") },
  "a supervisor": SUPERVISOR,
  "a dynamic supervisor": SUPERVISOR,
  "a task supervisor": OF_TASKS,
  "a partition supervisor": {
    ...SUPERVISOR,
    partitions: { values: [0, -1, 0.5, 65_537, Infinity, "2", ...NOTHING_LIKE_IT], allowed: /^a whole number from 1 to 65536$/ },
  },
  "the limits of a tree": {
    children: FROM_ONE,
    mailbox: { values: [null, true, 10, "block", [], new Map()], allowed: /^an object such as/ },
    askTimeout: ENDLESS_BUT_SOME,
    startTimeout: DEFAULTS["startTimeout"] as Wrong,
    shutdown: DEFAULTS["shutdown"] as Wrong,
  },
};

/** Options in which the one at this path has this value, and those beside it are as they must be. */
function optionsWith(path: string, value: unknown): object {
  const [first = "", ...rest] = path.split(".");
  const inside = rest.length === 0 ? value : optionsWith(rest.join("."), value);
  const isLimit = (first === "budget" || first === "intensity") && rest.length > 0;
  return { [first]: isLimit ? { restarts: 3, within: "5s", ...(inside as object) } : inside };
}

function assertNames(error: CoppiceError, option: string, value: unknown, { allowed, code, hidden }: Wrong): void {
  assert.ok(error instanceof CoppiceError, String(error));
  const what = `${option}: ${show(value)}: ${error.message}`;
  assert.equal(error.code, code ?? "BAD_OPTION", what);
  assert.ok(error.message.startsWith(`web: option "${option}" is ${hidden ? "" : `${show(value)}: expected `}`), what);
  assert.equal(error.details["path"], "web", what);
  assert.equal(error.details["option"], option, what);
  assert.match(String(error.details["allowed"]), allowed, what);
  assert.ok(error.message.includes(String(error.details["allowed"])), what);
}

suite("a wrong option is refused where it is written, by its path and name, with what was given and what is allowed", () => {
  for (const [word, owner, make] of WORDS) {
    for (const [option, wrong] of Object.entries(WRONG[owner])) {
      test(`${word}: ${option}`, async () => {
        for (const value of wrong.values) {
          assertNames(await refusalOf(() => make(optionsWith(option, value))), option, value, wrong);
        }
      });
    }
  }
});

test("the table above has every option there is", () => {
  for (const [owner, table] of Object.entries(OPTIONS)) {
    const tested = Object.keys(WRONG[owner as Owner]).filter((option) => !option.includes("."));
    const known = Object.keys(table).filter((option) => option !== "template");
    assert.deepEqual(tested.toSorted(), known.toSorted());
  }
});

test("an option that is unknown is refused with the names of those there are, and with the one that was meant", async () => {
  const unknown: readonly (readonly [options: object, option: string, says: RegExp])[] = [
    [{ shutdwon: "5s" }, "shutdwon", /no option "shutdwon": did you mean "shutdown"\?/],
    [{ Restart: "transient" }, "Restart", /did you mean "restart"\?/],
    [{ restartType: "transient" }, "restartType", /did you mean "restart"\?/],
    [{ shutdown_timeout: 5 }, "shutdown_timeout", /did you mean "shutdown"\?/],
    [{ startTimout: 5 }, "startTimout", /did you mean "startTimeout"\?/],
    [{ timeout: 5 }, "timeout", /did you mean "startTimeout"\?/],
    [{ cooldown: 5 }, "cooldown", /did you mean "coolDown"\?/],
    [{ colour: "green" }, "colour", /no option "colour"\. Expected restart, shutdown, /],
    [
      { backoff: { inital: 5 } },
      "backoff.inital",
      /no option "inital" in "backoff": did you mean "initial"\? Expected first, initial,/,
    ],
    [{ budget: { restarts: 1, within: "1s", maxRestarts: 1 } }, "budget.maxRestarts", /did you mean "restarts"\?/],
    [{ backoff: { coolDown: "5s" } }, "backoff.coolDown", /it stands one level up, beside "backoff"/],
    [{ strategy: "one-for-all" }, "strategy", /here: it is an option of a supervisor\./],
    [{ template: {} }, "template", /here: it is an option of a dynamic supervisor\./],
    [{ constructor: 1 }, "constructor", /no option "constructor"/],
    [JSON.parse('{ "__proto__": 1 }'), "__proto__", /no option "__proto__"/],
    [{ "": 1 }, "", /no option ""\./],
  ];
  for (const [options, option, says] of unknown) {
    const error = await refusalOf(() => task("web", run, options));
    assert.equal(error.code, "BAD_OPTION", option);
    assert.ok(error.message.startsWith(`web: option "${option}" is `), error.message);
    assert.match(error.message, says);
    assert.equal(error.details["option"], option);
    assert.ok(Array.isArray(error.details["allowed"]));
  }
});

test("of a supervisor's defaults it says that they take fewer options, and where the others belong", async () => {
  const error = await refusalOf(() => supervisor("web", { defaults: { significant: true } as never }));
  assert.match(error.message, /^web: option "defaults.significant" is true, .* it stands one level up, beside "defaults"/);
});

test("of a limit both members are needed", async () => {
  for (const name of ["budget", "intensity", "defaults.budget"]) {
    for (const [given, missing] of [
      [{ restarts: 3 }, "within"],
      [{ within: "5s" }, "restarts"],
      [{ restarts: 3, within: undefined }, "within"],
    ] as const) {
      const [first, second] = name.split(".") as [string, string | undefined];
      const options = { [first]: second === undefined ? given : { [second]: given } };
      const error = await refusalOf(() => supervisor("web", options));
      assert.equal(error.code, "BAD_OPTION");
      assert.match(error.message, new RegExp(`^web: option "${name}\\.${missing}" is missing in \\{ .* \\}: expected `));
    }
  }
});

test("what was meant is said, as one writes it", async () => {
  const meant: readonly (readonly [options: object, says: string])[] = [
    [{ shutdown: "5 sec" }, '"5s"'],
    [{ shutdown: "5000" }, '"5000ms"'],
    [{ shutdown: "2 Minutes" }, '"2m"'],
    [{ shutdown: "1d" }, '"24h"'],
    [{ shutdown: " 5s " }, '"5s"'],
    [{ shutdown: 5n }, "5"],
    [{ shutdown: "infinity" }, "Infinity"],
    [{ shutdown: "brutal_kill" }, '"brutal"'],
    [{ restart: "Permanant" }, '"permanent"'],
    [{ significant: "true" }, "true"],
    [{ budget: null }, "false"],
    [{ strategy: "one_for_all" }, '"one-for-all"'],
    [{ strategy: "restForOne" }, '"rest-for-one"'],
    [{ intensity: { restarts: "3", within: "5s" } }, "3"],
    [{ autoShutdown: "all_significant" }, '"all-significant"'],
  ];
  for (const [options, says] of meant) {
    const { message } = await refusalOf(() => supervisor("web", options));
    assert.ok(message.endsWith(`Did you mean ${says}?`), message);
  }
});

test("options that are no plain object are refused", async () => {
  for (const [word, , make] of WORDS) {
    for (const options of [null, 5, "transient", true, [], () => ({}), new Map(), new Idle()]) {
      // In their place a supervisor takes its children.
      if (word === "supervisor" && Array.isArray(options)) continue;
      const error = await refusalOf(() => make(options as never));
      assert.equal(error.code, "BAD_OPTION", show(options));
      assert.ok(error.message.startsWith("web: its options are "), error.message);
      assert.match(error.message, /expected an object such as \{ restart: "transient" \}/);
    }
  }
  const { message } = await refusalOf(() => task("web", run, "transient" as never));
  assert.match(message, /Did you mean \{ restart: "transient" \}\?$/);
});

test("an option that is undefined means its default", () => {
  const says = { restart: undefined, budget: undefined, backoff: { initial: undefined, max: "1m" } } as never;
  const spec: Spec = task("web", run, says);
  assert.deepEqual(spec.options, { backoff: { max: "1m" } });
});

test("options in a circle are refused, and the stack does not overflow", async () => {
  const circle: Record<string, unknown> = {};
  circle["defaults"] = circle;
  assert.equal((await refusalOf(() => supervisor("web", circle))).code, "BAD_OPTION");
});

test("a getter is read once: what is checked is what is kept", () => {
  let reads = 0;
  const options = {
    get shutdown(): number {
      reads += 1;
      return reads === 1 ? 5 : -5;
    },
  };
  assert.equal(task("web", run, options).options.shutdown, 5);
});
