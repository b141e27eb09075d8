import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  type AutoShutdown,
  type ChildOptions,
  CoppiceError,
  dynamicSupervisor,
  type RestartType,
  type Spec,
  supervisor,
  type SupervisorOptions,
  task,
} from "coppice";
import { refusalOf } from "../support/refusal.ts";
import { run } from "./kinds-of-spec.ts";

const BUDGET = { restarts: 3, within: "1m" } as const;
const TRANSIENT = { significant: true, restart: "transient" } as const;

/** A call that is refused, and what its message begins with and goes on to say. */
type Clash = readonly [make: () => unknown, options: readonly [string, string], says: string];

const child = (options: ChildOptions): Spec => task("web", run, options);
const shop = (options: SupervisorOptions, own: ChildOptions = {}): Spec => supervisor("shop", options, [child(own)]);
const pool = (options: object): Spec => dynamicSupervisor("pool", options);

const CLASHES: readonly Clash[] = [
  [
    () => child({ significant: true, restart: "permanent" }),
    ["significant", "restart"],
    `web: options "significant" and "restart" do not go together: "significant" is true, and "restart" is 'permanent'; `,
  ],
  [
    () => shop({ autoShutdown: "any-significant" }, { significant: true }),
    ["significant", "restart"],
    `shop/web: options "significant" and "restart" do not go together: "significant" is true, and "restart" is 'permanent' (by default); `,
  ],
  [
    () => shop({ autoShutdown: "any-significant", defaults: { restart: "permanent" } }, { significant: true }),
    ["significant", "restart"],
    `shop/web: options "significant" and "restart" do not go together: "significant" is true, and "restart" is 'permanent' (by the defaults of shop); `,
  ],
  [
    () => shop({}, TRANSIENT),
    ["significant", "autoShutdown"],
    `shop/web: options "significant" and "autoShutdown" do not go together: "significant" is true, and "autoShutdown" is 'never' for shop; `,
  ],
  [
    () => shop({ autoShutdown: "never" }, TRANSIENT),
    ["significant", "autoShutdown"],
    `shop/web: options "significant" and "autoShutdown" do not go together: `,
  ],
  [
    () => pool({ template: child(TRANSIENT) }),
    ["significant", "dynamic"],
    `pool/web: option "significant" is true, but pool is a dynamic supervisor; `,
  ],
  [
    () => pool({ autoShutdown: "any-significant" }),
    ["autoShutdown", "dynamic"],
    `pool: option "autoShutdown" is 'any-significant', but `,
  ],
  [
    () => pool({ strategy: "one-for-all" }),
    ["strategy", "dynamic"],
    `pool: option "strategy" is 'one-for-all', but pool is a dynamic `,
  ],
  [() => pool({ strategy: () => [] }), ["strategy", "dynamic"], `pool: option "strategy" is [Function: strategy], but `],
  [
    () => pool({ boot: "concurrent" }),
    ["boot", "dynamic"],
    `pool: option "boot" is 'concurrent', but pool is a dynamic supervisor; `,
  ],
  [
    () => shop({}, { onExhausted: "stop" }),
    ["onExhausted", "budget"],
    `shop/web: options "onExhausted" and "budget" do not go together: "onExhausted" is 'stop', and "budget" is false (by default); `,
  ],
  [
    () => child({ onExhausted: "quarantine", budget: false }),
    ["onExhausted", "budget"],
    `web: options "onExhausted" and "budget" do not go together: "onExhausted" is 'quarantine', and "budget" is false; `,
  ],
  [
    () => child({ coolDown: "1m", budget: BUDGET, onExhausted: "escalate" }),
    ["coolDown", "onExhausted"],
    `web: options "coolDown" and "onExhausted" do not go together: "coolDown" is '1m', and "onExhausted" is 'escalate'; `,
  ],
  [
    () => shop({}, { coolDown: "1m", budget: BUDGET }),
    ["coolDown", "onExhausted"],
    `shop/web: options "coolDown" and "onExhausted" do not go together: "coolDown" is '1m', and "onExhausted" is 'escalate' (by default); `,
  ],
  [
    () => shop({ defaults: { onExhausted: "stop", budget: BUDGET } }, { coolDown: "1m" }),
    ["coolDown", "onExhausted"],
    `shop/web: options "coolDown" and "onExhausted" do not go together: "coolDown" is '1m', and "onExhausted" is 'stop' (by the defaults of shop); `,
  ],
  [
    () => shop({ defaults: { coolDown: "1m", budget: BUDGET } }),
    ["defaults.coolDown", "defaults.onExhausted"],
    `shop: options "defaults.coolDown" and "defaults.onExhausted" do not go together: "defaults.coolDown" is '1m', and ` +
      `"defaults.onExhausted" is 'escalate' (by default); `,
  ],
  [
    () => child({ restart: "temporary", backoff: { initial: "1s" } }),
    ["backoff", "restart"],
    `web: options "backoff" and "restart" do not go together: "backoff" is { initial: '1s' }, and "restart" is 'temporary'; `,
  ],
  [
    () => shop({ defaults: { restart: "temporary" } }, { budget: BUDGET }),
    ["budget", "restart"],
    `shop/web: options "budget" and "restart" do not go together: "budget" is { restarts: 3, within: '1m' }, and "restart" is ` +
      `'temporary' (by the defaults of shop); `,
  ],
  [
    () => child({ success: [0, 143], fatal: [2, 143] }),
    ["success", "fatal"],
    `web: options "success" and "fatal" do not go together: "success" is [ 0, 143 ], and "fatal" is [ 2, 143 ]; `,
  ],
  [
    () => child({ backoff: { initial: "1m", max: "1s" } }),
    ["backoff.max", "backoff.initial"],
    `web: options "backoff.max" and "backoff.initial" do not go together: "backoff.max" is '1s', and "backoff.initial" is '1m'; `,
  ],
  [
    () => shop({ defaults: { backoff: { initial: 2, max: 1 } } }),
    ["defaults.backoff.max", "defaults.backoff.initial"],
    `shop: options "defaults.backoff.max" and "defaults.backoff.initial" do not go together: `,
  ],
  [() => shop({ maxChildren: 0 }), ["maxChildren", "children"], `shop: option "maxChildren" is 0, but it begins with 1; `],
];

suite("options that do not go together are refused, with both, their values and where they come from", () => {
  for (const [make, options, says] of CLASHES) {
    test(says, async () => {
      const error = await refusalOf(make);
      assert.ok(error instanceof CoppiceError);
      assert.equal(error.code, "BAD_COMBINATION");
      assert.ok(error.message.startsWith(says), error.message);
      // And then why, and how to mend it.
      assert.match(error.message.slice(says.length), /^.+\. .+\.$/);
      assert.deepEqual(error.details["options"], options);
      assert.equal(error.details["path"], says.slice(0, says.indexOf(":")));
    });
  }
});

test("what a child only inherits is never held against it", () => {
  const quarantine: ChildOptions = { budget: BUDGET, onExhausted: "quarantine", coolDown: "1m", backoff: { first: "1s" } };
  supervisor("shop", { defaults: quarantine }, [
    task("no-budget", run, { budget: false }),
    task("stops", run, { onExhausted: "stop" }),
    task("temporary", run, { restart: "temporary" }),
    task("cools-down", run, { coolDown: "5m" }),
  ]);
  supervisor("shop", { defaults: { onExhausted: "quarantine" } }, [
    task("plain", run),
    task("own-budget", run, { budget: BUDGET }),
  ]);
});

test("what a child lacks it may inherit: a budget to exhaust, a quarantine to cool down in, a restart type that ends", () => {
  supervisor("shop", { defaults: { budget: BUDGET } }, [task("web", run, { onExhausted: "stop" })]);
  supervisor("shop", { defaults: { budget: BUDGET, onExhausted: "quarantine" } }, [task("web", run, { coolDown: "1m" })]);
  supervisor("shop", { defaults: { restart: "temporary" }, autoShutdown: "all-significant" }, [
    task("web", run, { significant: true }),
  ]);
});

test("significance is refused with all restart types and modes that contradict it, and with no other", async () => {
  const kinds: readonly ((options: ChildOptions) => Spec)[] = [child, (options) => supervisor("web", options)];
  for (const make of kinds) {
    for (const autoShutdown of [undefined, "never", "any-significant", "all-significant"] satisfies (
      | AutoShutdown
      | undefined
    )[]) {
      for (const inherited of [undefined, "permanent", "transient", "temporary"] satisfies (RestartType | undefined)[]) {
        for (const own of [undefined, "permanent", "transient", "temporary"] satisfies (RestartType | undefined)[]) {
          const build = (): unknown =>
            supervisor("shop", { autoShutdown, defaults: { restart: inherited } } as SupervisorOptions, [
              make({ significant: true, restart: own } as ChildOptions),
            ]);
          const isPermanent = (own ?? inherited ?? "permanent") === "permanent";
          const isSeen = autoShutdown === "any-significant" || autoShutdown === "all-significant";
          if (!isPermanent && isSeen) build();
          else assert.equal((await refusalOf(build)).code, "BAD_COMBINATION", `${autoShutdown} ${inherited} ${own}`);
        }
      }
    }
  }
});

test("a supervisor is held against its own supervisor, its children against it", async () => {
  const inner = supervisor("inner", { significant: true, autoShutdown: "any-significant", restart: "transient" }, [
    child(TRANSIENT),
  ]);
  assert.equal((await refusalOf(() => supervisor("outer", {}, [inner]))).details["path"], "outer/inner");
  supervisor("outer", { autoShutdown: "all-significant" }, [inner]);
});
