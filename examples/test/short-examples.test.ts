import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Example, LIMIT } from "./example.ts";

async function prints(t: TestContext, name: string, expected: string): Promise<void> {
  assert.deepEqual(await new Example(t, name).ended, { code: 0, stdout: expected, stderr: "" });
}

test("counter: permanent always comes back, transient after a failure, temporary never", LIMIT, async (t) => {
  await prints(
    t,
    "counter.ts",
    `permanent, life 1: 1
transient, life 1: 1
temporary, life 1: 1
permanent, life 1: 2
transient, life 1: 2
temporary, life 1: 2
permanent, life 2: 1
transient, life 2: 1
permanent, life 2: 2
transient, life 2: 2
permanent, life 3: 1
permanent, life 3: 2
permanent: running, restarted 2 times
transient: stopped, restarted 1 times
`,
  );
});

test("deep tree: each failure takes along whom its own supervisor's strategy says", LIMIT, async (t) => {
  await prints(
    t,
    "deep-tree.ts",
    `shop/data/cache broke; begun anew: shop/data/cache, shop/data/search
shop/data/database broke; begun anew: shop/data/database, shop/data/cache, shop/data/search
shop/live/sockets broke; begun anew: shop/live/rooms, shop/live/sockets
shop/jobs/mailer broke; begun anew: shop/jobs/mailer
shop/jobs/media/upload broke; begun anew: shop/jobs/media/resize, shop/jobs/media/upload
stopped (shutdown), the last first: jobs, live, data
`,
  );
});

test("dynamic workers: they are made on demand up to the limit, and forgotten once they are done", LIMIT, async (t) => {
  await prints(
    t,
    "dynamic-workers.ts",
    `lake.png: running
half.png: running
moon.png: running
tree.png: MAX_CHILDREN, ask again later
lake.png: done; 2 at work
tree.png: running
half.png: failed, and is tried again
half.png: done; 2 at work
on guard: guard-0, guard-1
stopped together: moon.png, tree.png
`,
  );
});

test("let it crash: what is expected is retried on the spot, anything else begins anew", LIMIT, async (t) => {
  await prints(
    t,
    "let-it-crash.ts",
    `  0 s  connection 1 opens
  0 s  the price is 10
 10 s  busy, so again in 1 s
 11 s  busy, so again in 2 s
 13 s  the price is 11
 23 s  connection 1 closes
 23 s  the feed failed: the answer was "%$!"
 24 s  connection 2 opens
 24 s  the price is 12
 34 s  busy, so again in 1 s
 35 s  busy, so again in 2 s
 37 s  connection 2 closes
 37 s  the feed failed: busy
 42 s  connection 3 opens
 42 s  the price is 13
 52 s  connection 3 closes
120 s  the feed is stopped
`,
  );
});

test("programs: one is killed and comes back, and each is brought down in its way", LIMIT, async (t) => {
  await prints(
    t,
    "programs.ts",
    `mill/worker, life 1: at work
mill/deaf, life 1: I hear nothing
mill/tidy, life 1: hello
mill/kill ended well
mill/worker was ended by SIGKILL
mill/worker, life 2: at work
mill/tidy, life 1: goodbye
mill/tidy was shut down
mill/deaf was killed (shutdown-timeout)
mill/worker was shut down
`,
  );
});

test("grows back: a program, a thread and a task of one tree die, each for itself, and grow back", LIMIT, async (t) => {
  await prints(
    t,
    "grows-back.ts",
    `studio/pipeline/encoder: ready
studio/search: life 1 remembers everything
studio/search went over its 32 MB of memory
studio/search: life 2 forgets
studio/pipeline/encoder: frame 1 is 56f5a971
studio/pipeline/camera failed: Error: unplugged
studio/pipeline/encoder: frame 2 is 6ad50183
studio/pipeline/encoder was ended by SIGKILL
studio/pipeline/camera was shut down
studio/pipeline/encoder: ready
studio/pipeline/encoder: frame 3 is 5c95e370
studio         supervisor  running
├─ pipeline    supervisor  running
│  ├─ encoder  program     running  1 restart  was ended by SIGKILL
│  └─ camera   task        running  2 restarts  was shut down
└─ search      thread      running  1 restart  went over its 32 MB of memory
studio/search was shut down
studio/pipeline/camera was shut down
studio/pipeline/encoder was shut down
studio/pipeline was shut down
`,
  );
});

const canDispose = Number.parseInt(process.versions.node, 10) >= 24;

test(
  "embedded: a tree is started, asked and stopped by the program around it",
  { ...LIMIT, skip: canDispose ? false : "`await using` is there from Node 24 on" },
  async (t) => {
    await prints(
      t,
      "embedded.ts",
      `the program is at work
quotes: open
reader, life 1: the wood grows back
{"level":"info","msg":"background/quotes is ready"}
{"level":"info","msg":"background/reader is ready"}
{"level":"info","msg":"background has started"}
{"level":"info","msg":"background/reader was shut down"}
reader: stopped
reader, life 2: the wood grows back
{"level":"info","msg":"background/reader is ready"}
reader: running
late-reader, life 1: the wood grows back
{"level":"info","msg":"background/late-reader is ready"}
late-reader: running
{"level":"info","msg":"background stops (asked)"}
{"level":"info","msg":"background/late-reader was shut down"}
quotes: closed
{"level":"info","msg":"background/reader was shut down"}
{"level":"info","msg":"background/quotes was shut down"}
{"level":"info","msg":"background has stopped: it was shut down"}
the program goes on without the tree
`,
    );
  },
);

test("thread: one that stands still is terminated and grows back, and the program goes on", LIMIT, async (t) => {
  await prints(
    t,
    "thread.ts",
    `lab/search gave no heartbeat for 1000 ms: it is brought down
lab/search gave no heartbeat for 1000 ms
lab/search is restarted
lab/search is ready
the clock went on meanwhile
`,
  );
});

test("crawler: a page that fails or hangs costs that page alone, and nothing is left running", LIMIT, async (t) => {
  await prints(
    t,
    "crawler.ts",
    `/: 3 links
/tea: 3 links
/about: 0 links
/old: not found
/tea/green: 1 links
/tea/black: 1 links
/slow: crawl/fetchers/task-7 did not answer within 2 s, and was cancelled
7 pages seen
the crawler is stopped, 0 fetchers are left
`,
  );
});

test(
  "isolation: one module in the loop, a thread and a process; process.exit in one of these costs only that",
  LIMIT,
  async (t) => {
    await prints(
      t,
      "isolation.ts",
      `lab/here is ready
lab/apart is ready
lab/apart exited with code 7
lab/apart is restarted
lab/apart is ready
lab/far is ready
lab/far exited with code 7
lab/far is restarted
lab/far is ready
lab/here {"type":"shutdown","info":"the event loop"}
lab/apart {"type":"shutdown","info":"a thread of its own"}
lab/far {"type":"shutdown","info":"a process of its own"}
`,
    );
  },
);

test("subtree: a tree in a thread shows in that of the program, mends itself there, and takes commands", LIMIT, async (t) => {
  await prints(
    t,
    "subtree.ts",
    `shop         supervisor  running
└─ press     thread      running
   ├─ ink    task        running
   ├─ black  task        running
   └─ jobs   supervisor  running
shop/press/ink failed: Error: no ink left: it is brought down
shop/press/jobs/job-1 is ready
shop/press/ink failed: Error: no ink left
shop/press/ink is restarted
shop/press/ink is ready
shop            supervisor  running
└─ press        thread      running
   ├─ ink       task        stopped  1 restart  was shut down
   ├─ black     task        running
   └─ jobs      supervisor  running
      └─ job-1  task        running
shop/press/ink: shutdown
shop/press/black: shutdown
shop/press/jobs: shutdown
`,
  );
});
