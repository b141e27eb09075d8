import type { ChildCounts, ChildInfo, StopReport } from "../child/child-info.ts";
import type { Branch, Spec } from "../child/contract.ts";
import type { Usage } from "../child/usage.ts";
import { CoppiceError } from "../error.ts";
import type { Exit } from "../exit.ts";
import { type Json, jsonSafe } from "../json.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { show } from "../show.ts";
import type { FarDeed } from "./command-message.ts";
import { infoOf } from "./far-child.ts";
import { farSpec } from "./far-spec.ts";
import type { Mirror } from "./mirror.ts";
import { plainCopy } from "./packed.ts";
import type { Reply, Requests } from "./requests.ts";
import type { FarChild } from "./tree-message.ts";

/** A supervisor that lives elsewhere: questions are answered from the mirror at once, commands go over the link. */
export class MirroredBranch implements Branch {
  readonly path: string;
  readonly #mirror: Mirror;
  readonly #requests: Requests;
  readonly #runtime: Runtime;

  constructor(path: string, mirror: Mirror, requests: Requests, runtime: Runtime) {
    this.path = path;
    this.#mirror = mirror;
    this.#requests = requests;
    this.#runtime = runtime;
  }

  get spec(): Spec {
    return this.#mirror.specOf(this.path);
  }

  whichChildren(): readonly ChildInfo[] {
    return this.#mirror.childrenOf(this.path, this.#runtime.now());
  }

  childInfo(id: string): ChildInfo | undefined {
    const child = this.#mirror.child(this.path, id);
    return child && this.#info(child);
  }

  countChildren(): ChildCounts {
    return this.#mirror.countsOf(this.path);
  }

  getSpec(id: string): Spec | undefined {
    const path = `${this.path}/${id}`;
    const child = this.#mirror.child(this.path, id);
    if (child === undefined) return undefined;
    return child.kind === "supervisor" && this.#mirror.has(path)
      ? this.#mirror.specOf(path)
      : farSpec(path, { name: child.kind, ...(child.supervises && { supervises: true }) }, child.options);
  }

  branch(id: string): Branch | undefined {
    if (!this.#mirror.hasBranch(this.path, id)) return undefined;
    return new MirroredBranch(`${this.path}/${id}`, this.#mirror, this.#requests, this.#runtime);
  }

  /** @throws CoppiceError UNSUPPORTED, always: a spec has functions. */
  async startChild({ id }: Spec): Promise<ChildInfo> {
    throw new CoppiceError(
      "UNSUPPORTED",
      `${this.path} is in another thread or process, where the spec of "${id}" cannot go: functions do not cross. Put "${id}" into the ` +
        `module that exports ${this.path}; for children that come on demand, put a dynamicSupervisor with a template there, and ` +
        `give startChild the template's argument, plain JSON.`,
      { details: { path: `${this.path}/${id}` } },
    );
  }

  async startInstance(args: unknown, id: string | undefined): Promise<ChildInfo> {
    return this.#childOf(
      await this.#requests.ask({
        does: "start",
        path: this.path,
        child: id ?? null,
        ...(args !== undefined && { args: this.#plain(args) }),
      }),
    );
  }

  async stopChild(id: string): Promise<Exit | undefined> {
    return (await this.#ask("stop", id)).exit ?? undefined;
  }

  async restartChild(id: string): Promise<ChildInfo> {
    return this.#childOf(await this.#ask("restart", id));
  }

  async deleteChild(id: string): Promise<void> {
    await this.#ask("delete", id);
  }

  async reviveChild(id: string): Promise<ChildInfo> {
    return this.#childOf(await this.#ask("revive", id));
  }

  /** @throws CoppiceError UNSUPPORTED, always: only the other side sees it from outside. */
  async usageOf(id: string): Promise<Usage> {
    const path = `${this.path}/${id}`;
    throw new CoppiceError(
      "UNSUPPORTED",
      `${path} is in another thread or process, which alone could tell what it uses: ask for the usage of the thread or the program that holds it.`,
      { details: { path } },
    );
  }

  stopReport(): readonly StopReport[] {
    return this.#mirror.reportOf(this.path);
  }

  async #ask(does: FarDeed, child: string): Promise<Reply> {
    return await this.#requests.ask({ does, path: this.path, child });
  }

  /** A copy, so that whatever carries it finds only what JSON has. */
  #plain(args: unknown): Json {
    return plainCopy(
      args,
      (why) =>
        new CoppiceError(
          "BAD_OPTION",
          `${this.path} is in another thread or process, and startChild(args) was given ${show(args)}: expected plain JSON, for ` +
            `nothing else crosses; ${why}.`,
          { details: { path: this.path, given: jsonSafe(args) } },
        ),
    );
  }

  #childOf({ child }: Reply): ChildInfo {
    if (child !== null) return this.#info(child);
    throw new CoppiceError("INTERNAL", `${this.path} did as it was asked, and did not say to which child`);
  }

  #info(child: FarChild): ChildInfo {
    return infoOf(child, this.path, this.#runtime.now());
  }
}
