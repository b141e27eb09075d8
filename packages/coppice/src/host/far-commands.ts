import type { ChildInfo } from "../child/child-info.ts";
import type { Branch } from "../child/contract.ts";
import { CoppiceError } from "../error.ts";
import { Instances } from "../spec/instances.ts";
import type { CommandOutcome, FarCommand } from "../link/command-message.ts";
import { crossingError } from "../link/crossing-error.ts";
import { farChild } from "../link/far-child.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { Template } from "../spec/dynamic-supervisor.ts";
import { checkChild } from "../spec/validation/check-child.ts";
import type { SupervisorBody } from "../supervisor/settings.ts";

/** How many outcomes are kept for a link that is new. */
const KEPT_OUTCOMES = 1_000;

type Answer = Omit<Extract<CommandOutcome, { readonly type: "reply" }>, "type" | "id">;

/** Does what is asked over a link of the supervisors of a tree here, as their handles would, and tells what came of it. */
export class FarCommands {
  readonly #root: () => Branch | undefined;
  readonly #runtime: Runtime;
  readonly #tell: (outcome: CommandOutcome) => void;
  readonly #instances = new Instances();
  /** The outcomes of the last commands, by their ids; undefined while there is none. */
  readonly #outcomes = new Map<number, CommandOutcome | undefined>();

  /** @param root answers the supervisor at the top; undefined where there is none, or none yet. */
  constructor(root: () => Branch | undefined, runtime: Runtime, tell: (outcome: CommandOutcome) => void) {
    this.#root = root;
    this.#runtime = runtime;
    this.#tell = tell;
  }

  /** Does a command; one that came before is not done again, but its outcome is told again. */
  take(command: FarCommand): void {
    const { id } = command;
    if (this.#outcomes.has(id)) {
      const outcome = this.#outcomes.get(id);
      if (outcome !== undefined) this.#tell(outcome);
      return;
    }
    this.#outcomes.set(id, undefined);
    this.#do(command).then(
      (answer) => this.#settle({ type: "reply", id, ...answer }),
      // The user's template may throw anything.
      (error: unknown) => this.#settle({ type: "refusal", id, ...crossingError(error, "START_FAILED") }),
    );
  }

  #settle(outcome: CommandOutcome): void {
    this.#outcomes.set(outcome.id, outcome);
    for (const [id, settled] of this.#outcomes) {
      if (this.#outcomes.size <= KEPT_OUTCOMES) break;
      if (settled !== undefined) this.#outcomes.delete(id);
    }
    this.#tell(outcome);
  }

  async #do({ does, path, child, args, deadline }: FarCommand): Promise<Answer> {
    if (deadline !== null && this.#runtime.now() > deadline) throw tooLate(path, does);
    const branch = this.#at(path);
    switch (does) {
      case "start":
        return this.#child(branch, await this.#start(branch, args, child ?? undefined));
      case "stop":
        return { child: null, exit: (await branch.stopChild(child ?? "")) ?? null };
      case "restart":
        return this.#child(branch, await branch.restartChild(child ?? ""));
      case "delete":
        await branch.deleteChild(child ?? "");
        return { child: null, exit: null };
      case "revive":
        return this.#child(branch, await branch.reviveChild(child ?? ""));
    }
  }

  async #start(branch: Branch, args: unknown, id: string | undefined): Promise<ChildInfo> {
    if (branch.startInstance !== undefined) return await branch.startInstance(args, id);
    const body = branch.spec.body as SupervisorBody & { readonly template?: Template };
    const { template } = body;
    const spec: unknown =
      template === undefined ? args : this.#instances.next(branch, template, args, id === undefined ? {} : { id });
    checkChild(spec, body, branch.path);
    return await branch.startChild(spec);
  }

  #child(branch: Branch, info: ChildInfo): Answer {
    return { child: farChild(info, branch.getSpec(info.id) ?? branch.spec, this.#runtime.now()), exit: null };
  }

  /** The supervisor at a path. @throws CoppiceError NOT_RUNNING: it ran when it was asked, as far as was known there. */
  #at(path: string): Branch {
    let branch = this.#root();
    const below = path.slice(branch?.path.length).split("/").slice(1);
    for (const id of below) branch = branch?.branch(id);
    if (branch?.path === path) return branch;
    throw new CoppiceError(
      "NOT_RUNNING",
      `the supervisor ${path} is down: what is below it can be asked for when it runs again`,
      {
        details: { path },
      },
    );
  }
}

function tooLate(path: string, does: string): CoppiceError {
  return new CoppiceError("CANCELLED", `"${does}" came to ${path} after its deadline, and was not done`, { details: { path } });
}
