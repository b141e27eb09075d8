import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { inspect as show } from "node:util";
import {
  actor,
  type AnyApp,
  inspect,
  module,
  program,
  type Ref,
  registry,
  resume,
  type Spec,
  start,
  supervisor,
  suspend,
  thread,
} from "coppice";
import { refusalOf, refused } from "../../support/refusal.ts";

/** How long a test may take on a machine that has much else to do. */
const LIMIT = { timeout: 120_000 };

const url = new URL("tree.ts", import.meta.url);

const far = module<typeof import("./tree.ts")>(url);

const settings = { args: { depth: 1 }, heartbeat: "1m", startTimeout: "5m" } as const;

/** The same tree, elsewhere in another way. */
const MOUNTS: Readonly<Record<string, () => Spec>> = {
  "a thread": () => thread("far", far, settings),
  "a process": () => program("far", far, settings),
};

const heard: unknown[] = [];

const names = registry("names");

const desk = actor("desk", {
  receive: {
    heard: ({ what }: { readonly what: unknown }) => {
      heard.push(what);
      return `desk heard ${String(what)}`;
    },
  },
});

/** A tree with a desk here and a mount, and the addresses below that. */
class Grown {
  readonly app: AnyApp;

  constructor(app: AnyApp) {
    this.app = app;
  }

  static async of(mount: Spec): Promise<Grown> {
    return new Grown(await start(supervisor("root", { intensity: { restarts: 100, within: "1h" } }, [names, desk, mount])));
  }

  far(path: string): Ref {
    return this.app.refAt(`root/far/${path}`);
  }

  /** Asks with as much time as a busy machine needs. */
  async ask(
    path: string,
    message: { readonly type: string; readonly [member: string]: unknown },
    timeout = 100_000,
  ): Promise<unknown> {
    return await this.far(path).ask(message as never, { timeout });
  }

  /** Resolves when the mount runs again in a life after this one. */
  async regrown(incarnation: number): Promise<void> {
    for await (const event of this.app.stream()) {
      if (event.type === "child.started" && event.path === "root/far" && (event.incarnation ?? 0) > incarnation) return;
    }
  }
}

for (const [where, mount] of Object.entries(MOUNTS)) {
  suite(`an actor in ${where}`, () => {
    let grown: Grown;

    before(async () => void (grown = await Grown.of(mount())), { timeout: 300_000 });
    after(async () => void (await grown?.app.stop()));

    test("answers what it is asked, with plain data as it was given", LIMIT, async () => {
      const value = {
        list: [1, "two", null, true, { deep: [[]] }],
        text: "ü",
        ["__proto__"]: { own: 1 },
        zero: -0,
        left: undefined,
      };
      const answer = (await grown.ask("echo", { type: "echo", value })) as typeof value;
      assert.deepEqual(JSON.stringify(answer), JSON.stringify({ ...value, zero: 0 }));
      assert.equal(Object.getPrototypeOf(answer), Object.prototype);
      assert.equal(await grown.ask("echo", { type: "echo" }), undefined);
    });

    test("is found by its path, also where it came later or lies in a mount below, and prints as that", LIMIT, async () => {
      assert.equal(await grown.ask("deep/low", { type: "hello", name: "you" }), "hello you");
      assert.equal(await grown.ask("inner/echo", { type: "echo", value: 7 }), 7);
      const { id } = await grown.app.lookup("far/many").startChild("Ann" as never);
      assert.equal(await grown.ask(`many/${id}`, { type: "name" }), "Ann");
      const ref = grown.far("echo");
      assert.ok(ref.isThere);
      assert.equal(`${String(ref)} ${JSON.stringify(ref)} ${show(ref)}`, 'root/far/echo "root/far/echo" Ref(root/far/echo)');
    });

    test("is refused where there is none", LIMIT, async () => {
      await refused(() => grown.far("nobody"), "NOT_FOUND", /no actor at root\/far\/nobody/);
      await refused(() => grown.far("deep"), "NOT_FOUND", /no actor at root\/far\/deep/);
      await refused(() => grown.app.refAt("root/far"), "NOT_FOUND", /no actor at root\/far/);
      await refused(() => grown.app.refAt("other/far/echo"), "NOT_FOUND", /no actor/);
    });

    test("gets addresses in messages as addresses, and gives them, from wherever they are", LIMIT, async () => {
      const here = grown.app.ref(desk);
      assert.equal(await grown.ask("echo", { type: "where", of: here }), "root/desk");
      assert.equal(await grown.ask("echo", { type: "answer", to: here, what: "a" }), "desk heard a");
      assert.equal(await grown.ask("inner/echo", { type: "answer", to: here, what: "b" }), "desk heard b");
      const own = (await grown.ask("echo", { type: "self" })) as { readonly self: Ref; readonly path: string };
      assert.equal(own.path, "root/far/echo");
      assert.equal(await own.self.ask({ type: "echo", value: "mine" } as never, { timeout: 100_000 }), "mine");
      const back = (await grown.ask("echo", { type: "echo", value: { list: [here] } })) as { readonly list: readonly Ref[] };
      assert.equal(back.list[0]?.constructor, here.constructor);
      assert.equal(String(back.list[0]), "root/desk");
    });

    test("reaches the actors around it by their paths, and those beside", LIMIT, async () => {
      assert.equal(await grown.ask("echo", { type: "up", path: "root/desk", what: "c" }), "desk heard c");
      assert.equal(await grown.ask("inner/echo", { type: "up", path: "root/desk", what: "d" }), "desk heard d");
      assert.equal(await grown.ask("inner/echo", { type: "find", path: "root/far/echo" }), "root/far/echo");
      const none = await refusalOf(() => grown.ask("echo", { type: "up", path: "root/nobody", what: "e" }));
      assert.match(JSON.stringify(none.details), /there is no actor at root\/nobody/);
    });

    test("sees what goes with a message", LIMIT, async () => {
      const options = { priority: "high", ttl: "1h", correlationId: 7, replyTo: grown.app.ref(desk), timeout: 100_000 } as const;
      const seen = (await grown.far("echo").ask({ type: "envelope" } as never, options)) as Readonly<Record<string, unknown>>;
      assert.deepEqual(
        { ...seen, replyTo: (seen["replyTo"] as Ref).path },
        {
          priority: "high",
          replyTo: "root/desk",
          correlationId: 7,
          expires: true,
        },
      );
    });

    test("takes what it is told, in order, and what is sent once it has room", LIMIT, async () => {
      heard.length = 0;
      for (let what = 0; what < 200; what += 1) grown.far("echo").tell({ type: "up", path: "root/desk", what } as never);
      while (heard.length < 200) await new Promise((resolve) => setTimeout(resolve, 5));
      assert.deepEqual(
        heard,
        Array.from({ length: 200 }, (_, at) => at),
      );
      await grown.far("small").send({ type: "hold" });
      await grown.far("small").send({ type: "hold" });
      const stop = new AbortController();
      const third = grown.far("small").send({ type: "hold" }, { signal: stop.signal });
      const fourth = refusalOf(() => third);
      assert.equal(await Promise.race([third.then(() => "taken"), grown.ask("echo", { type: "echo", value: "waits" })]), "waits");
      stop.abort(new Error("enough"));
      assert.match(String(await fourth), /enough/);
    });

    test("checks what comes from elsewhere where it says what it accepts, and keeps the order", LIMIT, async () => {
      grown.far("checked").tell({ type: "order", count: 1, extra: true } as never);
      grown.far("checked").tell({ type: "order", count: "none" } as never);
      grown.far("checked").tell({ type: "order", count: 2 } as never);
      const error = await refusalOf(() => grown.ask("checked", { type: "order", count: "two" }));
      assert.equal(error.code, "BAD_MESSAGE");
      assert.deepEqual(error.details["issues"], [{ message: "expected a number", path: "count" }]);
      await refused(() => grown.ask("checked", { type: "other" }), "BAD_MESSAGE", /accepts no "other" from outside/);
      assert.deepEqual(await grown.ask("checked", { type: "taken" }), [1, 2]);
    });

    test("is not given what is no plain data, and no more than crosses", LIMIT, async () => {
      const circle: Record<string, unknown> = {};
      circle["self"] = circle;
      let deep: unknown = 1;
      for (let level = 0; level < 60; level += 1) deep = [deep];
      const wrong: readonly (readonly [unknown, RegExp])[] = [
        [() => 1, /its member value is \[Function/],
        [{ at: [new Date(0)] }, /its member value\.at\.0 is 1970/],
        [new Map(), /is Map/],
        [10n, /is 10n/],
        [Number.NaN, /is NaN/],
        [[undefined], /its member value\.0 is undefined/],
        [Symbol("s"), /is Symbol/],
        [circle, /its member value\.self is a circle/],
        [deep, /more than 50 levels/],
        ["x".repeat(3e6), /more than 2097152 characters/],
        [Array.from({ length: 200_000 }, () => 1), /more than 100000 values/],
        [
          Object.defineProperty({}, "bad", {
            enumerable: true,
            get: () => {
              throw new Error("no");
            },
          }),
          /cannot be read/,
        ],
      ];
      for (const [value, says] of wrong) {
        await refused(() => grown.ask("echo", { type: "echo", value }), "NOT_CLONEABLE", says);
        await refused(() => grown.far("echo").send({ type: "echo", value } as never), "NOT_CLONEABLE", says);
      }
      const dead = grown.app.deadLetters["bad-message"] ?? 0;
      grown.far("echo").tell({ type: "echo", value: () => 1 } as never);
      assert.equal(grown.app.deadLetters["bad-message"], dead + 1);
    });

    test("is not given with a message what cannot go with it, and goes on", LIMIT, async () => {
      const { incarnation } = grown.app.whichChild("far");
      const message = { type: "echo", value: 1 } as never;
      for (const options of [
        { correlationId: "x".repeat(100_000) },
        { correlationId: Promise.resolve() },
        { correlationId: Number.NaN },
        { replyTo: { path: 7 } },
      ]) {
        await refused(
          () => grown.far("echo").send(message, options as never),
          "NOT_CLONEABLE",
          /, which goes with the message to root\/far\/echo/,
        );
      }
      const value = { ["x".repeat(100_000)]: grown.far("echo") };
      await refused(
        () => grown.ask("echo", { type: "echo", value }),
        "NOT_CLONEABLE",
        /an address under a key of more than 65536 characters/,
      );
      assert.deepEqual(
        [await grown.ask("echo", { type: "echo", value: 1 }), grown.app.whichChild("far").incarnation],
        [1, incarnation],
      );
    });

    test("takes the largest that crosses", LIMIT, async () => {
      const text = "\u0001".repeat(2_000_000);
      assert.equal(await grown.ask("echo", { type: "echo", value: text }), text);
    });

    test("answers with a refusal what it cannot answer", LIMIT, async () => {
      await refused(
        () => grown.ask("echo", { type: "uncloneable" }),
        "NOT_CLONEABLE",
        /the answer of root\/far\/echo cannot cross/,
      );
      await refused(
        () => grown.ask("echo", { type: "unknown" }),
        "UNHANDLED_MESSAGE",
        /root\/far\/echo has no handler for "unknown"/,
      );
      await refused(() => grown.far("echo").ask("text" as never), "UNHANDLED_MESSAGE", /expected a message/);
      const failed = await refusalOf(() => grown.ask("echo", { type: "crash" }));
      assert.equal(failed.code, "ACTOR_FAILED");
      assert.equal(failed.details["path"], "root/far/echo");
      assert.match((failed.cause as Error).message, /no luck/);
      assert.equal(await grown.ask("echo", { type: "echo", value: "again" }), "again");
    });

    test("refuses what it has no room for", LIMIT, async () => {
      await grown.far("full").send({ type: "hold" });
      await grown.far("full").send({ type: "hold" });
      await refused(() => grown.ask("full", { type: "hold" }), "MAILBOX_FULL", /mailbox of root\/far\/full is full/);
      await refused(() => grown.far("full").send({ type: "hold" }), "MAILBOX_FULL", /is full/);
    });

    test("is given up in time, or when the signal is aborted; a late answer reaches nobody, and is counted", LIMIT, async () => {
      await refused(() => grown.ask("echo", { type: "never" }, 20), "ASK_TIMEOUT", /root\/far\/echo did not answer within 20 ms/);
      const dead = grown.app.stream();
      await refused(() => grown.ask("echo", { type: "late", after: 500 }, 20), "ASK_TIMEOUT", /within 20 ms/);
      const stop = new AbortController();
      const asked = grown.far("echo").ask({ type: "never" } as never, { signal: stop.signal, timeout: Infinity });
      stop.abort(new Error("enough"));
      await assert.rejects(asked, /enough/);
      for await (const event of dead) {
        if (event.type !== "dead-letter" || event.path !== "root/far/echo") continue;
        assert.equal((event as { readonly reason?: unknown }).reason, "late-reply");
        break;
      }
    });

    test("can have a name in a registry of the loop", LIMIT, async () => {
      const registered = grown.app.use(names);
      registered.register(grown.far("echo"), "Echo");
      assert.equal(await registered.via("Echo").ask({ type: "echo", value: "by name" }, { timeout: 100_000 }), "by name");
      assert.deepEqual(registered.keysOf(grown.far("echo")), ["Echo"]);
    });

    test("is no one to look into, or to be checked for here", LIMIT, async () => {
      for (const call of [inspect, suspend, resume])
        await refused(() => call(grown.far("echo")), "UNSUPPORTED", /another thread or process/);
      await refused(() => grown.far("echo").mailbox(), "UNSUPPORTED", /where mailbox does not reach/);
      await refused(() => grown.far("echo").accept({ type: "echo" }), "UNSUPPORTED", /where accept does not reach/);
    });

    test("rejects what was asked when it is stopped", LIMIT, async () => {
      const asked = refusalOf(() => grown.ask("inner/echo", { type: "never" }));
      await grown.ask("inner/echo", { type: "echo" });
      await grown.app.lookup("far/inner").stopChild("echo");
      assert.equal((await asked).code, "NOT_RUNNING");
      await refused(
        () => grown.ask("inner/echo", { type: "echo" }),
        "NOT_RUNNING",
        /the actor root\/far\/inner\/echo does not run/,
      );
      await grown.app.lookup("far/inner").restartChild("echo");
      assert.equal(await grown.ask("inner/echo", { type: "echo", value: 1 }), 1);
    });

    test(
      "rejects what was asked when all around it is gone, and is there again in the next life, by the same address",
      LIMIT,
      async () => {
        const ref = grown.far("echo");
        const { incarnation } = grown.app.whichChild("far");
        const regrown = grown.regrown(incarnation);
        const asked = refusalOf(() => grown.ask("inner/echo", { type: "never" }));
        const error = await refusalOf(() => grown.ask("echo", { type: "exit" }));
        assert.equal(error.code, "NOT_RUNNING");
        assert.equal(error.kind, "retryable");
        assert.match(error.message, /whether it got the message is not known/);
        assert.equal((await asked).code, "NOT_RUNNING");
        await regrown;
        assert.equal(await ref.ask({ type: "echo", value: "new" } as never, { timeout: 100_000 }), "new");
      },
    );

    test("rejects at once what it is asked while what it lives in is down", LIMIT, async () => {
      const ref = grown.far("echo");
      await grown.app.stopChild("far");
      await refused(
        () => ref.ask({ type: "echo" } as never),
        "NOT_RUNNING",
        /root\/far, by way of which the actor root\/far\/echo is reached/,
      );
      const dead = grown.app.deadLetters["not-running"] ?? 0;
      ref.tell({ type: "echo" });
      assert.equal(grown.app.deadLetters["not-running"], dead + 1);
      assert.ok(ref.isThere);
      await grown.app.restartChild("far");
      assert.equal(await ref.ask({ type: "echo", value: 1 } as never, { timeout: 100_000 }), 1);
    });
  });
}
