import assert from "node:assert/strict";
import { test } from "node:test";
import { printTree, service, start, supervisor, task } from "../../src/index.ts";
import { virtualRuntime } from "../../src/testing/virtual-runtime.ts";
import { noted, puppet, untilStopped } from "./children.ts";

test("printTree: a line for each child, in the order of the specs, at the place where it hangs", async () => {
  const app = await start(
    supervisor("shop", {}, [
      service("db", noted([], "db")),
      supervisor("web", {}, [task("http", untilStopped), supervisor("sockets", {}, [task("hub", untilStopped)])]),
      supervisor("empty", {}, []),
      task("last", untilStopped),
    ]),
    { runtime: virtualRuntime() },
  );
  assert.equal(
    printTree(app),
    [
      "shop           supervisor  running",
      "├─ db          service     running",
      "├─ web         supervisor  running",
      "│  ├─ http     task        running",
      "│  └─ sockets  supervisor  running",
      "│     └─ hub   task        running",
      "├─ empty       supervisor  running",
      "└─ last        task        running",
    ].join("\n"),
  );
});

test("printTree: states with due times, restarts, and how the last incarnation ended", async () => {
  const runtime = virtualRuntime();
  const [waiting, parked, back, done] = [puppet(), puppet(), puppet(), puppet()];
  const app = await start(
    supervisor("shop", {}, [
      task("waiting", waiting.run, { backoff: { first: "2s", jitter: 0 } }),
      task("parked", parked.run, { budget: { restarts: 0, within: "1m" }, onExhausted: "quarantine", coolDown: "10m" }),
      task("back", back.run),
      task("done", done.run, { restart: "transient" }),
    ]),
    { runtime },
  );
  back.fail(new Error("first\nof two"));
  await runtime.settle();
  back.fail(new Error("port in use"));
  waiting.fail(new Error("refused"));
  parked.fail(new Error("x".repeat(500)));
  done.end();
  await runtime.advance("500ms");
  assert.equal(
    printTree(app),
    [
      "shop        supervisor  running",
      "├─ waiting  task        restarting in 1.5 s  failed: Error: refused",
      `├─ parked   task        quarantined for 10 m  failed: Error: ${"x".repeat(104)}…`,
      "├─ back     task        running  2 restarts  failed: Error: port in use",
      "└─ done     task        stopped  ended well",
    ].join("\n"),
  );
});

test("printTree: a failure of many lines stays in its line", async () => {
  const runtime = virtualRuntime();
  const a = puppet();
  const app = await start(supervisor("shop", {}, [task("a", a.run)]), { runtime });
  a.fail(new Error("one\n  two\tthree"));
  await runtime.settle();
  assert.equal(printTree(app).split("\n")[1], "└─ a  task        running  1 restart  failed: Error: one two three");
});

test("printTree: of a supervisor that is down shows its line alone, of a tree that has ended how it went", async () => {
  const app = await start(supervisor("shop", {}, [supervisor("web", {}, [task("http", untilStopped)])]), {
    runtime: virtualRuntime(),
  });
  await app.stopChild("web");
  assert.equal(printTree(app), ["shop    supervisor  running", "└─ web  supervisor  stopped  was shut down"].join("\n"));
  await app.stop();
  assert.equal(
    printTree(app),
    ["shop    supervisor  stopped  was shut down", "└─ web  supervisor  stopped  was shut down"].join("\n"),
  );
});

test("printTree: a tree of more rows than a call takes arguments", () => {
  const child = {
    path: "shop/a",
    id: "a",
    kind: "task",
    restart: "permanent",
    state: "running",
    incarnation: 1,
    restarts: 0,
    since: 0,
  } as const;
  const children = Array.from({ length: 200_000 }, () => child);
  const text = printTree({ snapshot: () => ({ ...child, path: "shop", id: "shop", kind: "supervisor", children }) });
  assert.equal(text.split("\n").length, 200_001);
});
