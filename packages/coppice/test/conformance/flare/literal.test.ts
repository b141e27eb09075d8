import assert from "node:assert/strict";
import { test } from "node:test";
import { dynamicSupervisor, printTree, service, supervisor, task } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { idle } from "../../support/puppet.ts";

test("flare F18 · a whole tree is one literal, with policies at every level", async () => {
  const shop = supervisor("shop", { strategy: "rest-for-one", intensity: { restarts: 10, within: "1m" } }, [
    service("db", () => ({ start: () => undefined, stop: () => undefined })),
    supervisor("web", { strategy: "one-for-all", defaults: { restart: "transient", shutdown: "1s" } }, [
      task("http", idle),
      task("admin", idle, { restart: "permanent" }),
    ]),
    dynamicSupervisor("jobs", { maxChildren: 100, template: task("job", idle, { restart: "temporary" }) }),
  ]);
  const { app } = await grow(shop);
  assert.equal(
    printTree(app),
    [
      "shop         supervisor  running",
      "├─ db        service     running",
      "├─ web       supervisor  running",
      "│  ├─ http   task        running",
      "│  └─ admin  task        running",
      "└─ jobs      supervisor  running",
    ].join("\n"),
  );
  assert.equal(app.child("web/http").info().restart, "transient");
  assert.equal(app.child("web/admin").info().restart, "permanent");
  await app.child("jobs").startChild();
  assert.equal(app.child("jobs").countChildren().active, 1);
  await app.stop();
});
