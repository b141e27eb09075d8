import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { type App, isCoppiceError } from "coppice";
import type { Tally } from "./tally.ts";
import type { Site, WebAnalytics } from "./tree.ts";

/** What came of a run, in the words of `--json`. */
export interface Report {
  readonly sent: number;
  readonly answered: number;
  /** Sent, and not answered. */
  readonly refused: number;
  readonly crashes: number;
  readonly restarts: number;
  /** Lines in the log. */
  readonly logged: number;
  /** Rows in the database. */
  readonly stored: number;
  /** Requests that were answered, or are in the log, and are not in the database. */
  readonly missing: number;
  /** Rows too many for one request. */
  readonly duplicated: number;
}

const NEWLINE = 0x0a;

/** How long the pipeline has to catch up with the log once the load is over. */
const CATCH_UP_MS = 30_000;

/**
 * Resolves when the load is over and the pipeline has caught up with the log, or did not in time; with undefined when the
 * tree went down before.
 */
export async function reportWhenOver(app: App<WebAnalytics>, site: Site): Promise<Report | undefined> {
  await Promise.race([once(site.tally.loadOver.signal, "abort"), app.exit]);
  try {
    // Nobody writes to the log from here on.
    await app.stopChild("http");
    const before = performance.now() + CATCH_UP_MS;
    while (!(await isCaughtUp(site)) && performance.now() < before) {
      app.countChildren();
      await sleep(20);
    }
  } catch (error) {
    if (isCoppiceError(error) && error.code === "NOT_RUNNING") return undefined;
    throw error;
  }
  return await audit(site);
}

async function isCaughtUp({ logFile, databaseFile }: Site): Promise<boolean> {
  const { size } = await stat(logFile);
  return query(databaseFile, "SELECT offset FROM progress")[0]?.["offset"] === size;
}

/** Compares what the clients saw with what is in the two files, which it opens anew, as an auditor would. */
async function audit({ tally, logFile, databaseFile }: Site): Promise<Report> {
  const lines = linesOf(await readFile(logFile));
  const rows = query(databaseFile, "SELECT offset, query FROM requests");
  const offsets = new Set(rows.map(({ offset }) => offset));
  const visits = new Map<string, number>();
  for (const { query } of rows) {
    const visit = visitIn(String(query));
    if (visit !== undefined) visits.set(visit, (visits.get(visit) ?? 0) + 1);
  }
  const unanswered = lines.filter(({ visit }) => visit === undefined || !tally.answered.has(visit));
  const lost = unanswered.filter(({ offset }) => !offsets.has(offset)).length;
  const missing = Array.from(tally.answered).filter((visit) => !visits.has(visit)).length;
  const { sent, answered, refused, crashes, restarts } = tally;
  return {
    sent,
    answered: answered.size,
    refused,
    crashes: sum(Object.values(crashes)),
    restarts,
    logged: lines.length,
    stored: rows.length,
    missing: missing + lost,
    duplicated: sum(Array.from(visits.values(), (count) => count - 1)),
  };
}

/** The report for people. */
export function describeReport(report: Report, { crashes }: Tally): string {
  const byPart = Object.entries(crashes).map(([part, count]) => `${part} ${count}`);
  return [
    `requests   ${report.sent} sent, ${report.answered} answered, ${report.refused} refused`,
    `crashes    ${report.crashes} (${byPart.join(", ")})`,
    `restarts   ${report.restarts}`,
    `log        ${report.logged} lines`,
    `database   ${report.stored} rows; ${report.missing} requests missing, ${report.duplicated} duplicated`,
  ].join("\n");
}

interface LoggedLine {
  readonly offset: number;
  readonly visit: string | undefined;
}

function linesOf(log: Buffer): readonly LoggedLine[] {
  const lines: LoggedLine[] = [];
  for (let offset = 0, end = log.indexOf(NEWLINE); end >= 0; offset = end + 1, end = log.indexOf(NEWLINE, offset)) {
    lines.push({ offset, visit: visitIn(log.toString("latin1", offset, end)) });
  }
  return lines;
}

function visitIn(text: string): string | undefined {
  return /\bvisit=([\w-]+)/.exec(text)?.[1];
}

function query(file: string, sql: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare(sql).all();
  } finally {
    database.close();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
