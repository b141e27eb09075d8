import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Writable } from "node:stream";
import type { Environment } from "../../child/contract.ts";
import type { Runtime, Timer } from "../../runtime/runtime.ts";

/**
 * Keeps a list of process groups: first its arguments, then as its input tells, `+ GROUP`, `- GROUP`. Its input ends when nobody holds the other side any more,
 * however that came about; then it kills all that are on the list.
 */
const SCRIPT = `trap "" HUP INT QUIT PIPE TERM
groups=" $* "
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done`;

/** How long it stays once it guards nothing, in milliseconds: a program that is restarted finds it there. */
const IDLE = 5_000;

const KEY = Symbol("guard of programs");

/**
 * A small process that kills process groups when this process ends, also by SIGKILL: one for all programs of a tree. It is in no group that
 * a signal for this process reaches.
 *
 * No program ever runs unguarded. What becomes a program is first a shell that writes its own number to the guard's input, and only then
 * executes the program. While it has not done so, it holds that input open itself: the guard cannot see the end of its input, and so of this
 * process, before it has read the number. Nobody has to wait for anybody, and there is no moment at which SIGKILL for this process leaves
 * a program that the guard does not know.
 *
 * `setpriv --pdeathsig` costs as much as that shell, and kills one process instead of a group.
 */
export class Guard {
  readonly #runtime: Runtime;
  readonly #groups = new Set<number>();
  #process: ChildProcess | undefined = undefined;
  #idle: Timer | undefined = undefined;

  /** The guard of a tree. */
  static of({ runtime, tree }: Environment): Guard {
    const guard = (tree.shared.get(KEY) as Guard | undefined) ?? new Guard(runtime);
    tree.shared.set(KEY, guard);
    return guard;
  }

  private constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /**
   * Its input, for the shell that becomes a program: the guard is there from now on, for some seconds at least. Undefined when it
   * cannot be made.
   */
  get input(): Writable | undefined {
    if (this.#process !== undefined && !hears(this.#process)) this.#process = undefined;
    this.#process ??= this.#begin();
    this.#rest();
    return this.#process?.stdin ?? undefined;
  }

  /** A group of its list is there. */
  watch(group: number): void {
    this.#groups.add(group);
    this.#idle?.cancel();
  }

  /** The group has ended, and its number may come to belong to another. */
  forget(group: number): void {
    this.#groups.delete(group);
    this.#process?.stdin?.write(`- ${group}\n`);
    this.#rest();
  }

  #begin(): ChildProcess | undefined {
    const guard = make(Array.from(this.#groups, String));
    if (guard?.pid === undefined) return undefined;
    guard.unref();
    // A pipe to another process is a socket, as Node has it.
    const input = guard.stdin as Socket;
    input.on("error", () => undefined);
    input.unref();
    guard.once("exit", () => this.#gone(guard));
    return guard;
  }

  /** Somebody has killed it: another one takes over. */
  #gone(guard: ChildProcess): void {
    if (this.#process !== guard) return;
    this.#process = undefined;
    // Where that fails, the next program that starts tries again.
    if (this.#groups.size > 0) this.#process = this.#begin();
  }

  #rest(): void {
    if (this.#groups.size > 0) return;
    this.#idle?.cancel();
    this.#idle = this.#runtime.after(IDLE, () => this.#end(), { ref: false });
  }

  #end(): void {
    const guard = this.#process;
    this.#process = undefined;
    guard?.stdin?.destroy();
  }
}

/** Whether it is there still: somebody may have killed it in this turn of the loop. An empty line means nothing to it. */
function hears({ stdin }: ChildProcess): boolean {
  if (stdin?.writableLength === 0) stdin.write("\n");
  return stdin?.errored === null;
}

/** Without a pid, or undefined, where the system has no room for it. */
function make(groups: readonly string[]): ChildProcess | undefined {
  try {
    const made = spawn("/bin/sh", ["-c", SCRIPT, "sh", ...groups], {
      cwd: "/",
      env: {},
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    made.on("error", () => undefined);
    return made;
  } catch {
    return undefined;
  }
}
