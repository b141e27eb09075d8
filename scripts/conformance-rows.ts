/** One behaviour of another supervisor, and what Coppice makes of it. */
export interface Row {
  /** As the names of its tests begin: `otp 32`, `flare F4`, `airssys A2`. */
  readonly row: string;
  /** The case of the other system's own suite, where it has one. */
  readonly name?: string;
  /** The behaviour, in Coppice's words. */
  readonly says: string;
  /** What Coppice does otherwise, on purpose. The row's test shows it. */
  readonly departs?: string;
  /** What the whole row waits for. It has no test yet. */
  readonly waits?: string;
  /** What a part of the row waits for. The rest of it has a test. */
  readonly restWaits?: string;
  /** Why there is no test and will be none. */
  readonly noTest?: string;
}

const UPDATE = "`update`, the change of a running tree";
const STORES = "stores";
const REMOTE = "remote control";
const HEALTH = "health checks";

/** The rows of Erlang/OTP's supervisor suite (OTP 28), by its cases. */
const OTP: readonly Row[] = [
  {
    row: "otp 1",
    name: "sup_start_normal",
    says: "A supervisor without children starts, and ends `shutdown` when it is stopped.",
  },
  {
    row: "otp 2",
    name: "sup_start_ignore_init",
    says: "A supervisor whose own start answers ignore is not there, and its caller comes to no harm.",
    noTest:
      "a supervisor is data here: no function of the user's runs when it starts, so none can answer ignore. A program that wants no tree does not start one.",
  },
  {
    row: "otp 3",
    name: "sup_start_ignore_child",
    says: "A permanent child whose start answers ignore keeps its spec and does not run; the children after it start.",
  },
  {
    row: "otp 4",
    name: "sup_start_ignore_temporary_child",
    says: "A temporary child of the spec whose start answers ignore is forgotten; its siblings start.",
  },
  {
    row: "otp 5",
    name: "sup_start_ignore_temporary_child_start_child",
    says: "The same when a command starts it: the command is answered well, and nothing is kept.",
  },
  {
    row: "otp 6",
    name: "sup_start_ignore_temporary_child_start_child_simple",
    says: "The same under a dynamic supervisor.",
  },
  {
    row: "otp 7",
    name: "sup_start_ignore_permanent_child_start_child_simple",
    says: "Under a dynamic supervisor an instance that is ignored is forgotten though it is permanent, and the supervisor stops in order afterwards.",
  },
  {
    row: "otp 8",
    name: "sup_start_error_return",
    says: "Starting what is no spec is refused with what came and what was expected; the caller's process lives.",
  },
  {
    row: "otp 9",
    name: "sup_start_fail",
    says: "A start whose user code throws rejects with that error as the cause; the caller's process lives.",
  },
  {
    row: "otp 10",
    name: "sup_start_child_returns_error",
    says: "`startChild` of a child that fails, or whose factory answers what is no child, rejects with the reason, and nothing is kept.",
  },
  {
    row: "otp 11",
    name: "sup_start_restart_child_returns_error",
    says: "`restartChild` that fails rejects; the child stays listed as stopped.",
  },
  {
    row: "otp 12",
    name: "sup_start_child_returns_error_simple",
    says: "Under a dynamic supervisor a failed start gives the bare reason, and nothing is kept.",
    departs: "the error is START_FAILED with the reason as its cause, as everywhere else.",
  },
  {
    row: "otp 13",
    name: "sup_start_map",
    says: "A spec that says nothing gets the defaults: permanent, five seconds to stop, supervisors as long as they need; an unknown id is not found.",
    departs: "`getSpec` answers the spec as it was written, not filled up; the defaults show in what happens.",
  },
  {
    row: "otp 14",
    name: "sup_start_map_simple",
    says: "`getSpec` of any instance of a dynamic supervisor answers what its template says.",
  },
  {
    row: "otp 15",
    name: "sup_start_map_faulty_specs",
    says: "A spec without id, without anything to run, or that is no spec is refused; unknown keys are tolerated.",
    departs: "unknown options are refused, with the names of those there are.",
  },
  {
    row: "otp 16",
    name: "sup_stop_infinity",
    says: "A task and a supervisor may have unlimited time to stop; both end `shutdown`.",
  },
  {
    row: "otp 17",
    name: "sup_stop_timeout",
    says: "A child that takes longer to stop than it may is killed; its sibling ends `shutdown`.",
  },
  {
    row: "otp 18",
    name: "sup_stop_timeout_dynamic",
    says: "The same for instances of a dynamic supervisor, which itself ends `shutdown`.",
  },
  {
    row: "otp 19",
    name: "sup_stop_brutal_kill",
    says: "A brutal child is killed at once; its sibling is asked, and ends `shutdown`.",
  },
  {
    row: "otp 20",
    name: "sup_stop_brutal_kill_dynamic",
    says: "Ten brutal instances of a dynamic supervisor are all killed; it ends `shutdown`.",
  },
  {
    row: "otp 21",
    name: "sup_stop_race",
    says: "Children of every restart type that end by themselves while the supervisor stops keep their own exits, nobody is restarted, and the stop completes.",
  },
  {
    row: "otp 22",
    name: "sup_stop_non_shutdown_exit_dynamic",
    says: "Instances that answer the request to stop with an exit of another type keep it; the dynamic supervisor still ends `shutdown`.",
    departs: "what a child fulfils with after it was asked counts as `shutdown`; any failure keeps its type.",
  },
  {
    row: "otp 23",
    name: "child_adm",
    says: "Start, stop, restart, delete, list and count answer by the child's state: already started, already present, not found, running; stopping twice is fine; a supervisor that is gone refuses everything.",
  },
  {
    row: "otp 24",
    name: "child_adm_simple",
    says: "Instances of a dynamic supervisor are stopped one by one, one of another supervisor is not found, and restart and delete are refused.",
    departs:
      "instances have ids and are stopped by them; one that is gone already is NOT_FOUND; the template is not counted as a spec.",
  },
  {
    row: "otp 25",
    name: "extra_return",
    says: "A start may answer something beside the child: it is handed to whoever started it, and changes nothing else.",
    departs: "a start answers no value; what the child made is reached by `ctx.use(spec)`, and commands answer the child's info.",
  },
  {
    row: "otp 26",
    name: "child_specs",
    says: "Each wrong part of a spec has an error of its own, every legal combination is taken, duplicate ids are refused.",
  },
  {
    row: "otp 27",
    name: "child_specs_map",
    says: "`significant` must be a boolean, and is refused where the supervisor or the restart type contradicts it; unknown keys are tolerated.",
    departs: "unknown options are refused.",
  },
  {
    row: "otp 28",
    name: "sup_flags",
    says: "A wrong strategy, intensity, window or auto-shutdown of a supervisor is refused, each with an error; unknown flags are ignored.",
    departs: "unknown options are refused.",
  },
  {
    row: "otp 29",
    name: "multiple_restarts",
    says: "Restarts further apart than the window never add up: the old ones leave it.",
  },
  {
    row: "otp 30",
    name: "one_for_one",
    says: "One-for-one: a failure replaces that child alone, and one restart too many ends the supervisor.",
    departs: "it ends `gave-up`, which is abnormal, where OTP says `shutdown`.",
  },
  {
    row: "otp 31",
    name: "one_for_one_escalation",
    says: "One-for-one: restarts that fail to start spend the intensity; then the supervisor goes down, and the sibling with it.",
  },
  {
    row: "otp 32",
    name: "one_for_all",
    says: "One-for-all: one failure replaces all children, and is one unit of intensity.",
  },
  {
    row: "otp 33",
    name: "one_for_all_escalation",
    says: "One-for-all: a sibling that will not start again spends the intensity, and the supervisor goes down.",
  },
  {
    row: "otp 34",
    name: "one_for_all_other_child_fails_restart",
    says: "One-for-all: when a group restart fails at a child, those already back are stopped, and the next attempt starts them all.",
  },
  {
    row: "otp 35",
    name: "simple_one_for_one",
    says: "Dynamic: only the instance that failed is replaced; past the intensity the supervisor ends `shutdown`.",
    departs: "it ends `gave-up`; the template is not counted as a spec.",
  },
  {
    row: "otp 36",
    name: "simple_one_for_one_shutdown",
    says: "Dynamic: instances stop together, and the one that is too slow is killed when its own time is over.",
  },
  {
    row: "otp 37",
    name: "simple_one_for_one_extra",
    says: "Dynamic: instances whose start answers something beside the child restart like others, and spend intensity.",
    departs: "a start answers no value, as in row 25; the restart and what it spends are the same.",
  },
  {
    row: "otp 38",
    name: "simple_one_for_one_escalation",
    says: "Dynamic: an instance whose restart always fails spends the intensity; the supervisor and its other instances go down.",
  },
  {
    row: "otp 39",
    name: "simple_one_for_one_corruption",
    says: "Dynamic: what a temporary instance was started with is not retained once it has ended.",
    departs:
      "a running instance holds what it was started with, for `getSpec` answers its spec; nothing is kept once it has ended.",
  },
  {
    row: "otp 40",
    name: "simple_one_for_one_restart_ignore",
    says: "Dynamic: an instance whose restart answers ignore is forgotten, and the supervisor still stops in order.",
  },
  {
    row: "otp 41",
    name: "rest_for_one",
    says: "Rest-for-one: a failure replaces the child and those after it; those before it stay; intensity applies.",
  },
  {
    row: "otp 42",
    name: "rest_for_one_escalation",
    says: "Rest-for-one: a later child that will not start again spends the intensity, and the supervisor goes down.",
  },
  {
    row: "otp 43",
    name: "rest_for_one_other_child_fails_restart",
    says: "Rest-for-one: when a group restart fails at a child, the next attempt begins with that child; the earlier one stays.",
  },
  {
    row: "otp 44",
    name: "external_start_no_progress_log",
    says: "A child that a command starts writes no progress report at the level of information.",
    departs:
      "every start is the event `child.started` of severity `info`, whoever asked; nothing is printed unless a listener does.",
  },
  { row: "otp 45", name: "permanent_normal", says: "A permanent child that ends well is restarted." },
  {
    row: "otp 46",
    name: "transient_normal",
    says: "A transient child that ends well is not restarted; its spec stays, as stopped.",
  },
  { row: "otp 47", name: "temporary_normal", says: "A temporary child that ends well is gone, with its spec." },
  {
    row: "otp 48",
    name: "permanent_shutdown",
    says: "A permanent child that ends `shutdown`, with info or without, is restarted.",
  },
  {
    row: "otp 49",
    name: "transient_shutdown",
    says: "A transient child that ends `shutdown` is not restarted, and a command brings it back.",
  },
  {
    row: "otp 50",
    name: "temporary_shutdown",
    says: "A temporary child that ends `shutdown` is gone, and its id is free again.",
  },
  {
    row: "otp 51",
    name: "faulty_application_shutdown",
    says: "A tree whose first worker fails to start does not start, and the error names the whole chain down to the first cause.",
  },
  { row: "otp 52", name: "permanent_abnormal", says: "A permanent child that fails is restarted." },
  { row: "otp 53", name: "transient_abnormal", says: "A transient child that fails is restarted." },
  { row: "otp 54", name: "temporary_abnormal", says: "A temporary child that fails is not restarted; it is gone." },
  {
    row: "otp 55",
    name: "child_unlink",
    says: "A child that cut itself loose from its supervisor does not wedge it: stopping it ends, and other commands are answered.",
    departs: "a task has no link to cut: the child of the test ignores its signal and never settles.",
  },
  {
    row: "otp 56",
    name: "tree",
    says: "A tree of supervisors: a failure stays local; a supervisor that gives up brings all three back under one-for-all, one stopped by hand included; its static children come back, those added by command do not.",
  },
  {
    row: "otp 57",
    name: "nonsignificant_temporary",
    says: "A temporary child that is not significant never ends its supervisor, however it ends, in any mode of auto-shutdown.",
  },
  {
    row: "otp 58",
    name: "nonsignificant_transient",
    says: "The same for a transient child: it is restarted, or stays stopped.",
  },
  {
    row: "otp 59",
    name: "significant_temporary",
    says: "A significant temporary child that ends by itself ends the supervisor: the first under any-significant, the last under all-significant; one stopped by command does not.",
  },
  {
    row: "otp 60",
    name: "significant_transient",
    says: "The same for a transient child, save that one that fails is restarted and triggers nothing.",
  },
  {
    row: "otp 61",
    name: "significant_simple",
    says: "A dynamic supervisor takes no auto-shutdown but `never`.",
  },
  {
    row: "otp 62",
    name: "significant_bystander",
    says: "A significant child that goes down because of a sibling triggers nothing.",
  },
  {
    row: "otp 63",
    name: "significant_escalation",
    says: "A supervisor that shut itself down and is significant takes its parent down; one that is not, does not.",
  },
  { row: "otp 64", name: "significant_upgrade_never_any", says: "Auto-shutdown changed from never to any.", waits: UPDATE },
  { row: "otp 65", name: "significant_upgrade_any_never", says: "Auto-shutdown changed from any to never.", waits: UPDATE },
  { row: "otp 66", name: "significant_upgrade_never_all", says: "Auto-shutdown changed from never to all.", waits: UPDATE },
  { row: "otp 67", name: "significant_upgrade_all_never", says: "Auto-shutdown changed from all to never.", waits: UPDATE },
  { row: "otp 68", name: "significant_upgrade_any_all", says: "Auto-shutdown changed from any to all.", waits: UPDATE },
  { row: "otp 69", name: "significant_upgrade_all_any", says: "Auto-shutdown changed from all to any.", waits: UPDATE },
  {
    row: "otp 70",
    name: "significant_upgrade_child",
    says: "A child made significant, or no longer, while it runs.",
    waits: UPDATE,
  },
  {
    row: "otp 71",
    name: "count_children",
    says: "Lists and counts of thousands of instances agree, and are empty once all have ended.",
    departs: "the template is not counted as a spec.",
  },
  {
    row: "otp 72",
    name: "count_children_supervisor",
    says: "Instances that are supervisors count as supervisors, not as workers.",
  },
  {
    row: "otp 73",
    name: "count_restarting_children",
    says: "Instances whose restarts keep failing count as present and not as active; stopping one lowers the count.",
  },
  {
    row: "otp 74",
    name: "get_callback_module",
    says: "A supervisor tells which module its behaviour comes from.",
    noTest: "a supervisor is data here and has no module of callbacks; `getSpec` answers what it was made from.",
  },
  {
    row: "otp 75",
    name: "do_not_save_start_parameters_for_temporary_children",
    says: "What temporary children were started with is not kept, under any strategy.",
    departs: "a running child holds what it was started with, for `getSpec` answers its spec; nothing is kept once it has ended.",
  },
  {
    row: "otp 76",
    name: "do_not_save_child_specs_for_temporary_children",
    says: "However a child ends, a permanent or transient one keeps its spec, and a temporary one frees its id.",
  },
  {
    row: "otp 77",
    name: "simple_one_for_one_scale_many_temporary_children",
    says: "Stopping ten thousand instances takes about ten times as long as a thousand.",
  },
  {
    row: "otp 78",
    name: "temporary_bystander",
    says: "A temporary sibling that a group restart takes along is not started again.",
  },
  {
    row: "otp 79",
    name: "simple_global_supervisor",
    says: "Whoever finds a worker by name finds the new one after each kind of end and restart, and none once the top is gone.",
    departs: "there are no global names: siblings are found by their spec, with `ctx.use`.",
  },
  {
    row: "otp 80",
    name: "hanging_restart_loop",
    says: "While restarts keep failing the supervisor answers: present, restarting; stopping the child ends the loop, and stopping the supervisor does not hang.",
  },
  {
    row: "otp 81",
    name: "hanging_restart_loop_rest_for_one",
    says: "The same under rest-for-one: the earlier child runs on, the later one waits.",
    departs:
      "when the child in the middle is stopped by command, the later one comes back without it, where Erlang leaves it down.",
  },
  {
    row: "otp 82",
    name: "hanging_restart_loop_simple",
    says: "The same for an instance of a dynamic supervisor: stopping it empties the list.",
  },
  {
    row: "otp 83",
    name: "code_change",
    says: "Options and children changed while the supervisor runs: added ones wait for a command, missing ones stay, changed ones keep their incarnation.",
    waits: UPDATE,
  },
  { row: "otp 84", name: "code_change_map", says: "The same, and the change shows in `getSpec`.", waits: UPDATE },
  { row: "otp 85", name: "code_change_simple", says: "The template of a dynamic supervisor changed.", waits: UPDATE },
  { row: "otp 86", name: "code_change_simple_map", says: "The same, in the newer form of specs.", waits: UPDATE },
  {
    row: "otp 87",
    name: "order_of_children",
    says: "Children start in the order given, a rest-for-one failure stops later ones last first and restarts them in order, and a stop is the exact reverse of the start.",
  },
  {
    row: "otp 88",
    name: "scale_start_stop_many_children",
    says: "Starting and stopping many children one by one costs no more than in proportion to a few.",
  },
  {
    row: "otp 89",
    name: "format_log_1",
    says: "A report says the supervisor, what happened, why, and to which child; long reasons are cut.",
    departs: "reports are events of plain JSON; the text is the listener's.",
  },
  {
    row: "otp 90",
    name: "format_log_2",
    says: "A report in one line or several, within limits of depth and length.",
    departs: "`logEvents` gives a logger one sentence and the event; depth and length are capped in the event itself.",
  },
  {
    row: "otp 91",
    name: "already_started_outside_supervisor",
    says: "A start that finds its place taken by somebody else says exactly that.",
    departs: "the command rejects START_FAILED as for any failure; the child's own error, with its code, is the cause.",
  },
  {
    row: "otp 92",
    name: "which_children",
    says: "A listing shows a child through start, stop and deletion.",
  },
  {
    row: "otp 93",
    name: "which_children_simple_one_for_one",
    says: "An instance of a dynamic supervisor is looked up on its own; one that is gone is not found.",
    departs: "the key is the instance's id.",
  },
];

/** The rows of ash-flare, a supervision library in Rust. */
const FLARE: readonly Row[] = [
  {
    row: "flare F1",
    says: "The defaults are one-for-one, three restarts in five seconds, permanent; none allowed trips at the first; a window of nothing is refused; very large values work.",
  },
  { row: "flare F2", says: "An empty tree starts and stops; its name, strategy, intensity and age can be read." },
  {
    row: "flare F3",
    says: "Factory, initialize, run, shutdown hook. The hook runs after a failed run too, and its own failure is reported and changes nothing. A failed initialize means no run, no hook, exit `failed`, policy.",
  },
  {
    row: "flare F4",
    says: "A listing has id, kind, restart type, state, restarts and last exit; a nested supervisor is one of its lines.",
  },
  {
    row: "flare F5",
    says: "A child added at run time is answered once it runs; a duplicate id is refused, in specs too; stopping removes it; an unknown id is an error.",
    departs: "stopping keeps the spec, as in OTP, save of temporary children and instances; `deleteChild` removes it.",
  },
  {
    row: "flare F6",
    says: "A command that starts a child waits for its initialize: success, failure, timeout, duplicate, five in a row; nothing is restarted after a failed first start.",
  },
  {
    row: "flare F7",
    says: "Permanent comes back after failing and after ending well, transient leaves when it ends well, temporary leaves in every case.",
    departs: "a transient child that ended well stays listed as stopped, as in OTP.",
  },
  {
    row: "flare F8",
    says: "After a shutdown every call fails with one code and nothing hangs; it resolves only when all is down.",
  },
  { row: "flare F9", says: "Workers share a store that outlives them.", waits: STORES },
  { row: "flare F10", says: "A tree is served over TCP and Unix sockets and commanded from elsewhere.", waits: REMOTE },
  { row: "flare F11", says: "Garbage, cut and oversized frames harm only the peer that sent them.", waits: REMOTE },
  {
    row: "flare F12",
    says: "A crash loop is throttled: the delay doubles, is capped, saturates, is each child's own, starts anew after a healthy spell; questions are answered meanwhile.",
  },
  {
    row: "flare F13",
    says: "One-for-all: each child restarts once a failure, a temporary one leaves. Rest-for-one: the head is untouched, the tail restarts once, in order. Nested supervisors among them come back too.",
  },
  {
    row: "flare F14",
    says: "A nested supervisor that gave up is restarted by its parent, under the parent's intensity; a deliberate stop spends none.",
  },
  {
    row: "flare F15",
    says: "A stop runs the shutdown hook, of the tree and of one child, also when the worker ignores its signal; slow cleanup is bounded; the hook can still write the store.",
    restWaits: STORES,
  },
  {
    row: "flare F16",
    says: "A throw outside the worker's promise is noticed; a factory that throws in a restart does not end the supervisor; two failures at once make one round; a supervisor that gave up is gone; a tree goes down with its scope.",
  },
  {
    row: "flare F17",
    says: "Every event of a life can be logged with supervisor, child and reason, at a level by its kind; none is lost.",
  },
  {
    row: "flare F18",
    says: "A whole tree is one literal; serving it and connecting to it are a line each.",
    restWaits: REMOTE,
  },
];

/** The rows of airssys-rt, a runtime in Rust, as its guides promise them. */
const AIRSSYS: readonly Row[] = [
  {
    row: "airssys A1",
    says: "A child with start, stop(timeout) and, if need be, a health check; the timeout is enforced, and a start that overruns fails.",
    restWaits: HEALTH,
  },
  {
    row: "airssys A2",
    says: "A builder for restart, shutdown, timeouts and health settings; a spawn without a factory is refused.",
    restWaits: HEALTH,
  },
  {
    row: "airssys A3",
    says: "Ten children from one factory, worker-0 to worker-9, with settings in common and of their own, answered as a list and by name; all or none.",
  },
  {
    row: "airssys A4",
    says: "Supervisors under supervisors, with mixed strategies and kinds, also added to a running one; a failure leaves other subsystems alone; escalation works.",
  },
  { row: "airssys A5", says: "A pure function from the failed child and its siblings to those affected serves as a strategy." },
  { row: "airssys A6", says: "Health checks: healthy, degraded, unhealthy; thresholds; enabled and disabled.", waits: HEALTH },
  { row: "airssys A7", says: "A restart makes a fresh instance from the factory, never the broken one again." },
  { row: "airssys A8", says: "Subtrees are made, removed, walked and counted; a shutdown stops every child in reverse order." },
  { row: "airssys A9", says: "Actors: hooks, error decisions, a context to send and request." },
  { row: "airssys A10", says: "Envelopes: sender, correlation, priority, time to live." },
  { row: "airssys A11", says: "A broker: publish, subscribe, request and reply, topics, filters." },
  { row: "airssys A12", says: "Mailboxes, bounded or not, with what happens when they are full, and metrics." },
  { row: "airssys A13", says: "A registry by name, and pools." },
  {
    row: "airssys A14",
    says: "Limits: start and stop timeouts, number of children, default mailbox; all enforced, and the dead do not count.",
  },
  {
    row: "airssys A15",
    says: "Every kind of event is emitted; severity floor, bounded history, totals, reset; switched off it costs nothing.",
  },
  { row: "airssys A16", says: "Errors tell fatal, retryable and not found apart." },
  {
    row: "airssys A17",
    says: "The guide's examples run: HTTP handlers, a trading system, an ETL pipeline, a microservice of mixed strategies, a health-checked database worker.",
    restWaits: HEALTH,
  },
];

/** One system's rows. */
export interface Table {
  /** As the names of its tests begin. */
  readonly system: string;
  readonly title: string;
  readonly rows: readonly Row[];
}

/** All rows, by the system they come from. */
export const TABLES: readonly Table[] = [
  { system: "otp", title: "Erlang/OTP", rows: OTP },
  { system: "flare", title: "ash-flare", rows: FLARE },
  { system: "airssys", title: "airssys-rt", rows: AIRSSYS },
];
