import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { type Context, dynamicSupervisor, service, start, supervisor, task } from "coppice";
import { grow } from "../../support/grown-tree.ts";
import { idle, Puppet } from "../../support/puppet.ts";

test("airssys A17 · HTTP handlers: a server whose handler fails is restarted and answers again", async () => {
  const { promise: address, resolve: listening } = Promise.withResolvers<AddressInfo>();
  let port = 0;
  const http = task(
    "http",
    async (ctx: Context) => {
      const server = ctx.own(
        createServer((request, response) => {
          if (request.url === "/crash") {
            response.writeHead(500).end("sorry");
            ctx.fail(new Error("handler failed"));
          } else response.end(`incarnation ${ctx.incarnation}`);
        }),
      );
      ctx.defer(async () => {
        server.close();
        server.closeAllConnections();
        await once(server, "close");
      });
      server.listen(port, "127.0.0.1", () => {
        port = (server.address() as AddressInfo).port;
        listening(server.address() as AddressInfo);
        ctx.ready();
      });
      await idle(ctx);
    },
    { ready: "signal" },
  );
  const app = await start(supervisor("web", {}, [http]));
  const events = app.stream();
  const ask = async (path: string): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${(await address).port}${path}`, { headers: { connection: "close" } });
    return await response.text();
  };
  assert.equal(await ask("/"), "incarnation 1");
  assert.equal(await ask("/crash"), "sorry");
  for await (const event of events) if (event.type === "child.started") break;
  assert.equal(await ask("/"), "incarnation 2");
  await app.stop();
});

test("airssys A17 · a trading system: feeds fail and come back one by one, the engine and its risk check only together", async () => {
  const [nasdaq, lse, engine, risk] = [new Puppet(), new Puppet(), new Puppet(), new Puppet()];
  const { app, runtime } = await grow(
    supervisor("trading", { strategy: "one-for-one" }, [
      supervisor("feeds", { strategy: "one-for-one" }, [task("nasdaq", nasdaq.run), task("lse", lse.run)]),
      supervisor("core", { strategy: "one-for-all" }, [task("engine", engine.run), task("risk", risk.run)]),
      dynamicSupervisor("orders", { template: (symbol: string) => task(symbol, idle, { restart: "temporary" }) }),
    ]),
  );
  await app.child("orders").startChild("ACME");
  nasdaq.fail();
  await runtime.settle();
  risk.fail();
  await runtime.settle();
  assert.deepEqual(
    [nasdaq, lse, engine, risk].map(({ count }) => count),
    [2, 1, 2, 2],
  );
  assert.equal(app.child("orders").countChildren().active, 1);
  await app.stop();
});

test("airssys A17 · an ETL pipeline: a stage that fails takes the later ones along, and no row is lost", async () => {
  class Queue {
    readonly rows: number[] = [];
    start(): void {}
    stop(): void {}
  }
  const loaded: number[] = [];
  const source = [1, 2, 3, 4, 5, 6];
  let poisoned = true;
  const queue = service("queue", () => new Queue());
  const extract = task("extract", async (ctx) => {
    for (let row = source.shift(); row !== undefined; row = source.shift()) {
      ctx.use(queue).rows.push(row);
      await ctx.sleep("1s");
    }
    await idle(ctx);
  });
  const transform = task("transform", async (ctx) => {
    for (;;) {
      const { rows } = ctx.use(queue);
      const [row] = rows;
      if (row === 3 && poisoned) {
        poisoned = false;
        throw new Error("cannot transform 3");
      }
      if (row !== undefined) {
        loaded.push(row * 10);
        rows.shift();
      }
      await ctx.sleep("500ms");
    }
  });
  const report = new Puppet();
  const { app, runtime } = await grow(
    supervisor("etl", { strategy: "rest-for-one" }, [queue, extract, transform, task("report", report.run)]),
  );
  await runtime.advance("20s");
  assert.deepEqual(loaded, [10, 20, 30, 40, 50, 60]);
  assert.deepEqual(
    app.whichChildren().map(({ id, restarts }) => [id, restarts]),
    [
      ["queue", 0],
      ["extract", 0],
      ["transform", 1],
      ["report", 1],
    ],
  );
  await app.stop();
});

test("airssys A17 · a microservice of mixed strategies starts from its base up, degrades in part, and stops from its top down", async () => {
  const [cache, api] = [new Puppet(), new Puppet()];
  const order: string[] = [];
  const backing = (id: string) => service(id, () => ({ start: () => order.push(`+${id}`), stop: () => order.push(`-${id}`) }));
  const { app, runtime } = await grow(
    supervisor("service", { strategy: "rest-for-one" }, [
      supervisor("base", { strategy: "one-for-all" }, [backing("config"), backing("db")]),
      supervisor("helpers", { strategy: "one-for-one", defaults: { backoff: { first: "10s" } } }, [
        task("cache", cache.run),
        task("metrics", idle),
      ]),
      supervisor("edge", { strategy: "one-for-one" }, [task("api", api.run)]),
    ]),
  );
  cache.fail("cache is away");
  await runtime.settle();
  assert.equal(app.child("helpers/cache").info().state, "restarting");
  assert.equal(app.child("edge/api").info().state, "running", "the edge serves on without the cache");
  await runtime.advance("10s");
  assert.equal(app.child("helpers/cache").info().state, "running");
  assert.equal(api.count, 1);
  await app.stop();
  assert.deepEqual(order, ["+config", "+db", "-db", "-config"]);
});
