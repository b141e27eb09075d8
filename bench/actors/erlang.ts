import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Actors, Work } from "./system.ts";

const run = promisify(execFile);

const SOURCES = ["work.erl", "server.erl"].map((name) => fileURLToPath(new URL(name, import.meta.url)));

/**
 * Actors of Erlang/OTP: gen_servers under a supervisor, in an Erlang of its own each time, which takes the time itself. Undefined where
 * there is no `erl`.
 */
export function erlangActors(): Actors | undefined {
  const folder = mkdtempSync(join(tmpdir(), "coppice-erlang-"));
  const { error, status, stderr } = spawnSync("erlc", ["-o", folder, ...SOURCES], { encoding: "utf8" });
  if (error !== undefined) return undefined;
  if (status !== 0) throw new Error(`erlc could not compile the work: ${stderr}`);

  async function measure(work: Work, ...numbers: readonly number[]): Promise<number> {
    // With all the schedulers that it wants, and room for what is spawned.
    const { stdout } = await run("erl", ["+P", "1000000", "-noshell", "-run", "work", "main", work, ...numbers.map(String)], {
      cwd: folder,
    });
    return Number(stdout);
  }

  return {
    tell: (bursts, messages) => measure("tell", bursts, messages),
    ask: (asks) => measure("ask", asks),
    fanIn: (senders, messages) => measure("fanIn", senders, messages),
    ring: (actors, hops) => measure("ring", actors, hops),
    spawnAndStop: (actors) => measure("spawnAndStop", actors),
    bytes: (actors) => measure("bytes", actors),
  };
}

/** The release of Erlang/OTP that is measured. */
export function erlangRelease(): string {
  const { stdout } = spawnSync("erl", ["-noshell", "-eval", "io:put_chars(erlang:system_info(otp_release)), halt()."], {
    encoding: "utf8",
  });
  return stdout;
}
