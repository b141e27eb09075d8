import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Branch, ChildOptions, Incarnation, Kind, Place, Spec, SupervisorOptions } from "coppice";
import { virtualRuntime } from "coppice/testing";
import { Supervisor } from "../../src/supervisor/supervisor.ts";
import { taskSpec } from "../support/specs.ts";
import { plant, type PlantedRoot } from "../support/planted-root.ts";
import { untilStopped } from "../support/promises.ts";

const NOTHING_BELOW: Branch = {
  path: "root/far",
  spec: { id: "far", kind: { name: "supervisor", create: () => never() }, body: undefined, options: {} },
  whichChildren: () => [],
  childInfo: () => undefined,
  countChildren: () => ({ specs: 0, active: 0, supervisors: 0, workers: 0 }),
  getSpec: () => undefined,
  branch: () => undefined,
  startChild: () => never(),
  stopChild: () => never(),
  restartChild: () => never(),
  deleteChild: () => never(),
  reviveChild: () => never(),
  usageOf: () => never(),
  stopReport: () => [],
};

function never(): never {
  throw new Error("nobody asks");
}

/** A child that turns out to be a mount, and takes its time to end. */
class Mounting {
  readonly spec: Spec;
  /** It says that it is ready. */
  ready: () => void = never;
  asked = 0;
  killed = 0;
  end: () => void = never;
  /** What is below it, once that is known. */
  branch: Branch | undefined = NOTHING_BELOW;

  constructor(options: ChildOptions = {}) {
    const kind: Kind = { name: "far", create: (_body, place) => this.#life(place) };
    this.spec = { id: "far", kind, body: undefined, options };
  }

  #life(place: Place): Incarnation {
    const branch = (): Branch | undefined => this.branch;
    const life: Incarnation = {
      begin: () => undefined,
      stop: () => void (this.asked += 1),
      kill: (by) => {
        this.killed += 1;
        place.exited(life, { type: "killed", by });
      },
      get branch() {
        return branch();
      },
      get shutdown() {
        return branch() && Infinity;
      },
    };
    this.ready = () => place.ready(life);
    this.end = () => place.exited(life, { type: "shutdown" });
    return life;
  }
}

suite("a child that turns out to be a mount", () => {
  async function grown(
    options: ChildOptions,
    supervisor: SupervisorOptions = {},
  ): Promise<[Mounting, PlantedRoot, ReturnType<typeof virtualRuntime>]> {
    const runtime = virtualRuntime();
    const far = new Mounting(options);
    const root = plant(runtime, [far.spec, taskSpec("near", untilStopped)], supervisor);
    far.ready();
    await runtime.settle();
    return [far, root, runtime];
  }

  test("counts as a supervisor and is listed as a mount, also while it is down, until it is forgotten", async () => {
    const [far, root, runtime] = await grown({});
    const { branch } = root.supervisor;
    assert.deepEqual(branch.countChildren(), { specs: 2, active: 2, supervisors: 1, workers: 1 });
    assert.equal(branch.childInfo("far")?.mount, true);
    assert.equal(branch.childInfo("near")?.mount, undefined);
    const stopped = branch.stopChild("far");
    far.end();
    await stopped;
    assert.deepEqual(branch.countChildren(), { specs: 2, active: 1, supervisors: 1, workers: 1 });
    await branch.deleteChild("far");
    await runtime.settle();
    assert.deepEqual(branch.countChildren(), { specs: 1, active: 1, supervisors: 0, workers: 1 });
  });

  for (const shutdown of ["100ms", "brutal"] as const) {
    test(`has the time that it needs to end, though the defaults of its supervisor say ${shutdown}`, async () => {
      const [far, root, runtime] = await grown({}, { defaults: { shutdown } });
      const stopped = root.supervisor.branch.stopChild("far");
      await runtime.advance("1h");
      assert.deepEqual([far.asked, far.killed], [1, 0]);
      far.end();
      assert.deepEqual(await stopped, { type: "shutdown" });
    });

    test(`has no more than its own spec says: ${shutdown}`, async () => {
      const [far, root, runtime] = await grown({ shutdown });
      const stopped = root.supervisor.branch.stopChild("far");
      await runtime.advance("100ms");
      assert.equal(far.killed, 1);
      assert.equal((await stopped)?.type, "killed");
    });
  }

  test("has the time that it needs also when that shows only after it was asked", async () => {
    const runtime = virtualRuntime();
    const far = new Mounting();
    far.branch = undefined;
    const { supervisor } = plant(runtime, [far.spec]);
    const stopped = supervisor.branch.stopChild("far");
    await runtime.advance("1s");
    far.branch = NOTHING_BELOW;
    await runtime.advance("1h");
    assert.equal(far.killed, 0);
    far.end();
    assert.deepEqual(await stopped, { type: "shutdown" });
  });
});

suite("who watches a tree", () => {
  test("is told of supervisors when they begin, and of children that changed, before anybody is answered", async () => {
    const told: (readonly [string, ...unknown[]])[] = [];
    const runtime = virtualRuntime();
    const { environment } = plant(runtime, []);
    const spec = { id: "one", kind: { name: "supervisor", create: never }, body: undefined, options: {} } as Spec;
    const body = { options: {}, children: [taskSpec("a", untilStopped), taskSpec("b", untilStopped)], dynamic: false };
    const place = {
      ...{ spec, path: "root/one", state: "running", incarnation: 1, kept: undefined },
      environment: {
        ...environment,
        onlooker: {
          began: ({ path }: Branch) => void told.push(["began", path]),
          changed: ({ path }: Branch, children: ReadonlyMap<string, boolean>) => void told.push(["changed", path, ...children]),
        },
      },
      ready: () => void told.push(["ready"]),
    } as unknown as Place;
    const supervisor = new Supervisor(body, place);
    supervisor.begin();
    await runtime.settle();
    assert.deepEqual(told.slice(0, 2), [
      ["began", "root/one"],
      ["changed", "root/one", ["a", false], ["b", false]],
    ]);
    assert.deepEqual(told.filter(([what]) => what === "ready").length, 1);
    told.length = 0;
    await supervisor.branch.stopChild("a");
    await supervisor.branch.deleteChild("a");
    await supervisor.branch.startChild(taskSpec("a", untilStopped));
    const changes = told.flatMap(([, , ...children]) => children);
    assert.deepEqual(changes[0], ["a", false]);
    assert.ok(changes.some((change) => (change as [string, boolean])[1]));
  });
});
