import type { ActorChildrenOptions } from "../../actor/actor-children.ts";
import type { MailboxOptions } from "../../actor/mailbox-options.ts";
import { isSchema } from "../../actor/standard-schema.ts";
import type { ChildDefaults, ChildOptions, RestartLimit } from "../../child/options.ts";
import type { SupervisorOptions } from "../../child/supervisor-options.ts";
import type { ProgramOptions } from "../../kind/program/program-options.ts";
import type { RotateOptions } from "../../kind/output/rotate-options.ts";
import type { BackoffOptions } from "../../restart/backoff.ts";
import type { ActorOptions } from "../actor-options.ts";
import type { DynamicSupervisorOptions } from "../dynamic-options.ts";
import type { PartitionSupervisorOptions } from "../partition-options.ts";
import type { PoolOptions } from "../pool-options.ts";
import type { RegistryOptions } from "../registry-options.ts";
import { isPlain } from "../frozen-copy.ts";
import type { HostedOptions } from "../hosted-options.ts";
import type { LoopModuleOptions } from "../module-options.ts";
import type { ModuleProgramOptions } from "../module-program-options.ts";
import type { TaskOptions } from "../task-options.ts";
import type { TaskSupervisorOptions } from "../task-supervisor-options.ts";
import type { ThreadOptions } from "../thread-options.ts";
import type { TopicsOptions } from "../topics-options.ts";
import type { TreeLimits } from "../tree-limits.ts";
import {
  between,
  callable,
  type Check,
  count,
  duration,
  durationOrFalse,
  flag,
  group,
  groupOrFalse,
  json,
  listOf,
  oneOf,
  oneOfOr,
  type OptionTable,
} from "./check.ts";
import {
  execArguments,
  exitRules,
  file,
  ids,
  names,
  only,
  output,
  port,
  readiness,
  rights,
  signalName,
  text,
  textOrExpression,
  variables,
  whole,
} from "./program-checks.ts";

/** Every option of a type, and what it may be. */
type TableOf<Options> = Readonly<Record<keyof Options, Check>>;

const BACKOFF: TableOf<BackoffOptions> = {
  first: duration(),
  initial: duration(),
  factor: between(1, Infinity),
  max: duration(),
  jitter: between(0, 1),
  resetAfter: duration(),
};

const LIMIT: TableOf<RestartLimit> = { restarts: count, within: duration({ some: true }) };

const EXIT_RULES = listOf(
  {
    allowed: "",
    accepts: (value) => typeof value === "function" || (Number.isSafeInteger(value) && (value as number) >= 0),
  },
  "a list of exit codes, whole numbers from 0 up, and functions of the exit, such as [0, 143]",
);

const DEFAULTS: TableOf<ChildDefaults> = {
  restart: oneOf("permanent", "transient", "temporary"),
  shutdown: oneOfOr(["brutal"], duration({ endless: true })),
  startTimeout: duration({ endless: true, some: true }),
  backoff: groupOrFalse(BACKOFF, `{ initial: "100ms", max: "30s" }`),
  budget: groupOrFalse(LIMIT, `{ restarts: 10, within: "1m" }`, ["restarts", "within"]),
  onExhausted: oneOf("escalate", "quarantine", "stop"),
  coolDown: duration({ endless: true, some: true }),
};

const CHILD: TableOf<ChildOptions> = {
  ...DEFAULTS,
  onStartFailure: oneOf("fail", "policy"),
  significant: flag,
  success: EXIT_RULES,
  fatal: EXIT_RULES,
};

const TASK: TableOf<TaskOptions> = { ...CHILD, ready: oneOf("start", "signal") };

const ROTATE: TableOf<RotateOptions> = {
  maxSizeMb: {
    allowed: "a finite number, more than 0",
    accepts: (value) => typeof value === "number" && value > 0 && value < Infinity,
  },
  maxAge: duration({ some: true }),
  keep: whole(0, 1_000),
};

const PROGRAM: TableOf<ProgramOptions> = {
  ...CHILD,
  success: exitRules,
  fatal: exitRules,
  ready: readiness({ line: textOrExpression, port, host: text, file: text, notify: only(true) }),
  heartbeat: duration({ some: true }),
  stopSignal: signalName,
  cwd: text,
  env: variables,
  inheritEnv: names,
  stdin: oneOfOr(["ignore", "inherit", "pipe"], file),
  stdout: oneOfOr(["events", "inherit", "ignore"], output(ROTATE)),
  stderr: oneOfOr(["events", "inherit", "ignore"], output(ROTATE)),
  uid: ids,
  gid: ids,
  umask: rights,
  nice: whole(-20, 19),
  maxMemoryMb: whole(1, Number.MAX_SAFE_INTEGER),
};

/** A number of things, and not none. */
const some: Check = {
  allowed: "a whole number from 1 up, or Infinity",
  accepts: (value) => value === Infinity || (Number.isSafeInteger(value) && (value as number) > 0),
};

const MAILBOX: TableOf<MailboxOptions> = {
  capacity: some,
  overflow: oneOf("block", "drop-oldest", "drop-newest", "reject"),
  priorities: flag,
  ttl: duration({ endless: true, some: true }),
};

const ACTOR_CHILDREN: TableOf<ActorChildrenOptions> = {
  intensity: group(LIMIT, `{ restarts: 3, within: "5s" }`, ["restarts", "within"]),
  defaults: group(DEFAULTS, `{ restart: "transient", shutdown: "10s" }`),
  maxChildren: count,
};

const ACTOR: TableOf<ActorOptions> = {
  ...CHILD,
  mailbox: group(MAILBOX, `{ capacity: 100, overflow: "block" }`),
  children: group(ACTOR_CHILDREN, `{ intensity: { restarts: 3, within: "5s" } }`),
  accepts: {
    allowed: "an object that has, for types of messages, schemas that follow Standard Schema (zod, valibot, arktype …)",
    accepts: (value) => isPlain(value) && Object.values(value).every((schema) => schema === undefined || isSchema(schema)),
  },
};

const REGISTRY: TableOf<RegistryOptions> = { ...CHILD, keys: oneOf("unique", "duplicate") };

const TOPICS: TableOf<TopicsOptions> = { ...CHILD, unrouted: oneOf("ignore", "dead-letter") };

const MEGABYTES = between(1, Infinity);

const HOSTED: TableOf<HostedOptions> = {
  ready: oneOf("start", "signal"),
  heartbeat: durationOrFalse({ some: true }),
  args: json,
};

const THREAD: TableOf<ThreadOptions> = {
  ...CHILD,
  ...HOSTED,
  // Below, and for more code, V8 ends the program while it makes the thread.
  maxHeapMb: between(8, Infinity),
  maxYoungHeapMb: MEGABYTES,
  maxCodeMb: between(1, 4_096),
  stackMb: MEGABYTES,
  stdout: PROGRAM.stdout,
  stderr: PROGRAM.stderr,
};

const { stopSignal: _, ...OF_EVERY_PROGRAM } = PROGRAM;

const MODULE_PROGRAM: TableOf<ModuleProgramOptions> = {
  ...OF_EVERY_PROGRAM,
  ...HOSTED,
  maxHeapMb: MEGABYTES,
  execArgv: execArguments,
};

const LOOP_MODULE: TableOf<LoopModuleOptions> = { ...CHILD, ready: HOSTED.ready, args: HOSTED.args };

/** Each is looked at again by what it is to be: a thread may end with more codes than a process. */
const FROM_MODULE: OptionTable = {
  isolation: oneOf("loop", "thread", "process"),
  ...MODULE_PROGRAM,
  ...THREAD,
  maxHeapMb: MEGABYTES,
};

const SUPERVISOR: TableOf<SupervisorOptions> = {
  ...CHILD,
  strategy: oneOfOr(
    ["one-for-one", "one-for-all", "rest-for-one"],
    callable("a function of the failed child and all children that answers ids"),
  ),
  intensity: group(LIMIT, `{ restarts: 3, within: "5s" }`, ["restarts", "within"]),
  defaults: group(DEFAULTS, `{ restart: "transient", shutdown: "10s" }`),
  autoShutdown: oneOf("never", "any-significant", "all-significant"),
  boot: oneOf("sequential", "concurrent"),
  maxChildren: count,
};

const { strategy: _strategy, autoShutdown: _autoShutdown, boot: _boot, intensity: _intensity, ...OF_TASKS } = SUPERVISOR;
const TASKS: TableOf<TaskSupervisorOptions> = OF_TASKS;

const PARTITIONS: TableOf<PartitionSupervisorOptions> = { ...SUPERVISOR, partitions: whole(1, 65_536) };
const POOL: TableOf<PoolOptions> = {
  ...CHILD,
  size: whole(1, 10_000),
  route: {
    ...oneOfOr(
      ["round-robin", "random", "least-loaded", "broadcast"],
      group({ key: callable("a function of the message that answers a text") }, "{ key: (message) => message.account }", ["key"]),
    ),
  },
  mailbox: group(MAILBOX, `{ capacity: 100, overflow: "block" }`),
  drain: duration({ endless: true }),
  intensity: group(LIMIT, `{ restarts: 3, within: "5s" }`, ["restarts", "within"]),
  workers: group(DEFAULTS, `{ restart: "transient", shutdown: "10s" }`),
};

/** `template` is looked at where specs are. */
const DYNAMIC: TableOf<DynamicSupervisorOptions> = { ...SUPERVISOR, template: { allowed: "", accepts: () => true } };

const LIMITS: TableOf<TreeLimits> = {
  children: some,
  mailbox: group(MAILBOX, `{ capacity: 100, overflow: "block" }`),
  askTimeout: duration({ endless: true, some: true }),
  startTimeout: DEFAULTS.startTimeout,
  shutdown: DEFAULTS.shutdown,
};

/** What has options, by the words that messages call it. */
export type Owner =
  | "every child"
  | "a task"
  | "a program"
  | "a module program"
  | "a module in the loop"
  | "a child from a module"
  | "a supervisor"
  | "a dynamic supervisor"
  | "a task supervisor"
  | "a partition supervisor"
  | "an actor"
  | "a registry"
  | "topics"
  | "a pool"
  | "a thread"
  | "the limits of a tree";

/** Which options each has. */
export const OPTIONS: Readonly<Record<Owner, OptionTable>> = {
  "every child": CHILD,
  "a task": TASK,
  "a program": PROGRAM,
  "an actor": ACTOR,
  "a thread": THREAD,
  "a registry": REGISTRY,
  topics: TOPICS,
  "a pool": POOL,
  "a module program": MODULE_PROGRAM,
  "a module in the loop": LOOP_MODULE,
  "a supervisor": SUPERVISOR,
  "a dynamic supervisor": DYNAMIC,
  "a task supervisor": TASKS,
  "a partition supervisor": PARTITIONS,
  "the limits of a tree": LIMITS,
  "a child from a module": FROM_MODULE,
};
