import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Example, LIMIT } from "./example.ts";

const MAIN = "web-analytics/main.ts";

const PARTS_AS_THEY_STOP = [
  "web-analytics/http",
  "web-analytics/pipeline/ingest",
  "web-analytics/pipeline/parse",
  "web-analytics/pipeline/aggregate",
  "web-analytics/pipeline/store",
  "web-analytics/pipeline",
  "web-analytics",
];

/** Runs on a free port and in a folder that goes with the test. */
async function run(t: TestContext, ...args: readonly string[]): Promise<Example> {
  const dir = await mkdtemp(join(tmpdir(), "coppice-test-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  return new Example(t, MAIN, ["--port", "0", "--dir", dir, ...args]);
}

test("web analytics: under load and chaos no answered request is lost or stored twice", LIMIT, async (t) => {
  const example = await run(t, "--for", "3s", "--chaos", "--json");
  const { code, stdout, stderr } = await example.ended;
  assert.equal(code, 0, stderr);
  const report = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, number>;
  assert.deepEqual(Object.keys(report), [
    "sent",
    "answered",
    "refused",
    "crashes",
    "restarts",
    "logged",
    "stored",
    "missing",
    "duplicated",
  ]);
  const { sent, answered = 0, refused = 0, crashes = 0, restarts = 0, logged, stored, missing, duplicated } = report;
  assert.deepEqual({ missing, duplicated }, { missing: 0, duplicated: 0 });
  assert.equal(logged, stored);
  assert.equal(sent, answered + refused);
  assert.ok(answered > 0, "some requests are answered");
  assert.ok(crashes > 0, "some parts crash");
  assert.ok(restarts > 0, "and come back");
});

test("web analytics: Ctrl-C stops it in order, with a stop report", LIMIT, async (t) => {
  const example = await run(t);
  await example.printed(/^Serving on http:/m);
  example.signal("SIGINT");
  const { code, stdout, stderr } = await example.ended;
  assert.equal(code, 0, stderr);
  const report = stdout.matchAll(/^(web-analytics\S*) +was shut down \(\d+ ms\)$/gm);
  assert.deepEqual(
    Array.from(report, ([, path]) => path),
    PARTS_AS_THEY_STOP,
  );
});

test("web analytics: Ctrl-C stops it in order in the midst of load and chaos too", LIMIT, async (t) => {
  const example = await run(t, "--for", "50s", "--chaos", "--json");
  await example.printed(/1 restart/);
  example.signal("SIGINT");
  const { code, stdout, stderr } = await example.ended;
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^web-analytics +was shut down \(\d+ ms\)$/m);
});

test("web analytics: each route breaks its part, which comes back, and the log goes on into the database", LIMIT, async (t) => {
  const example = await run(t);
  const [, url = ""] = await example.printed(/^Serving on (\S+)/m);
  const status = async (path: string): Promise<number> => {
    const response = await fetch(url + path, { headers: { connection: "close" } });
    await response.text();
    return response.status;
  };
  assert.equal(await status("/pages/1"), 200);
  assert.equal(await status("/crash/parse/%"), 200);
  await example.printed(/─ parse +task +running +1 restart /);
  assert.equal(await status("/crash/store"), 200);
  await example.printed(/─ store +service +running +1 restart /);
  assert.equal(await status("/crash/http"), 500);
  await example.printed(/─ http +task +running +1 restart /);
  for (;;) {
    const response = await fetch(`${url}/stats`);
    if (!response.ok) {
      await response.text();
      continue;
    }
    const { topPaths } = (await response.json()) as { topPaths: readonly { name: string; count: number }[] };
    const stored = new Map(topPaths.map(({ name, count }) => [name, count]));
    if (!stored.has("/crash/http")) continue;
    assert.equal(stored.get("/pages/1"), 1);
    assert.equal(stored.get("/crash/parse/%"), 1);
    assert.equal(stored.get("/crash/store"), 1);
    break;
  }
});

test("web analytics: it goes on from where an earlier run was stopped", LIMIT, async (t) => {
  const dir = await mkdtemp(join(tmpdir(), "coppice-test-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const args = ["--port", "0", "--dir", dir];
  const first = new Example(t, MAIN, args);
  const [, url = ""] = await first.printed(/^Serving on (\S+)/m);
  await Promise.all(Array.from({ length: 20 }, async () => await (await fetch(`${url}/pages/1`)).text()));
  first.signal("SIGINT");
  assert.equal((await first.ended).code, 0);

  const { code, stdout, stderr } = await new Example(t, MAIN, [...args, "--for", "100ms", "--json"]).ended;
  assert.equal(code, 0, stderr);
  const { answered, logged, stored } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, number>;
  assert.equal(logged, 20 + (answered ?? 0));
  assert.equal(stored, logged);
});

test("web analytics: arguments that make no sense are refused, with what was expected", LIMIT, async (t) => {
  const cases = [
    [["--for", "20"], /^--for is "20": expected a time from 1ms to 35000m, such as 500ms, 20s or 2m\.$/m],
    [["--port", "70000"], /^--port is "70000": expected a number from 0 to 65535\.$/m],
    [["--json"], /^--json shows the report, and there is one only with --for: /m],
    [["--frob"], /^Unknown option '--frob'/m],
  ] as const;
  const outcomes = await Promise.all(cases.map(([args]) => new Example(t, MAIN, args).ended));
  for (const [index, { code, stderr }] of outcomes.entries()) {
    assert.equal(code, 2);
    assert.match(stderr, cases[index]?.[1] ?? /$^/);
  }
});
