import assert from "node:assert/strict";
import { test } from "node:test";
import { logEvents, supervisor, task, type TreeEvent } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

test("flare F17 · every event of a life is logged with its supervisor and child, its reason, and a sentence", async () => {
  const worker = new Puppet();
  const lines: { readonly level: string; readonly fields: TreeEvent; readonly message: string }[] = [];
  const at = (level: string) => (fields: TreeEvent, message: string) => void lines.push({ level, fields, message });
  const logger = { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
  const { app, runtime, events } = await grow(
    supervisor("root", {}, [supervisor("web", {}, [task("http", worker.run)]), task("idle", idle)]),
    { listen: (source) => logEvents(source, logger, { severity: "debug" }) },
  );
  worker.fail("port in use");
  await runtime.settle();
  await app.stop();
  assert.deepEqual(
    lines.map(({ fields }) => fields),
    events,
    "none is lost",
  );
  for (const { level, fields, message } of lines) {
    assert.equal(level, fields.severity);
    assert.ok(message.startsWith(`${fields.path} `), message);
  }
  const told = lines.filter(({ fields }) => fields.path === "root/web/http").map(({ level, message }) => [level, message]);
  assert.deepEqual(told, [
    ["debug", "root/web/http starts"],
    ["info", "root/web/http is ready"],
    ["error", "root/web/http failed: Error: port in use"],
    ["warn", "root/web/http is restarted"],
    ["debug", "root/web/http starts again, for the 2nd time"],
    ["info", "root/web/http is ready"],
    ["debug", "root/web/http is asked to stop"],
    ["info", "root/web/http was shut down"],
  ]);
});

test("flare F17 · a floor leaves out what matters less", async () => {
  const worker = new Puppet();
  const levels: string[] = [];
  const log = ({ severity }: TreeEvent) => void levels.push(severity);
  const { app, runtime } = await grow(supervisor("root", {}, [task("worker", worker.run)]));
  logEvents(app, { debug: log, info: log, warn: log, error: log }, { severity: "warn" });
  worker.fail();
  await runtime.settle();
  await app.stop();
  assert.deepEqual(levels, ["error", "warn"]);
});
