import { DatabaseSync, type StatementSync } from "node:sqlite";
import { type Context, service, type Spec } from "coppice";

/** A line of the log, as it is stored. */
export interface Row {
  /** Where the line begins in the log, in bytes: no line can be stored twice. */
  readonly offset: number;
  /** Milliseconds since 1970. All from here on is null where the line could not be read. */
  readonly at: number | null;
  readonly remote: string | null;
  readonly method: string | null;
  readonly path: string | null;
  readonly query: string | null;
  readonly status: number | null;
  readonly bytes: number | null;
  readonly referer: string | null;
  readonly agent: string | null;
  /** The line itself, where it could not be read. */
  readonly raw: string | null;
}

/** Rows of the lines between two places of the log. */
export interface Batch {
  readonly from: number;
  readonly to: number;
  readonly rows: readonly Row[];
}

/** How often something was asked for, or answered. */
export interface Count {
  readonly name: string;
  readonly count: number;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS requests (
    offset INTEGER PRIMARY KEY, at INTEGER, remote TEXT, method TEXT, path TEXT, query TEXT, status INTEGER, bytes INTEGER,
    referer TEXT, agent TEXT, raw TEXT
  ) STRICT;
  CREATE TABLE IF NOT EXISTS progress (id INTEGER PRIMARY KEY CHECK (id = 1), offset INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO progress VALUES (1, 0);
`;

const INSERT = `INSERT INTO requests VALUES
  ($offset, $at, $remote, $method, $path, $query, $status, $bytes, $referer, $agent, $raw)`;

/** The database: the rows, and how far into the log they reach. The two are only ever written together. */
export class Store {
  readonly #ctx: Context;
  readonly #file: string;
  #database: DatabaseSync | undefined;
  #insert: StatementSync | undefined;

  constructor(ctx: Context, file: string) {
    this.#ctx = ctx;
    this.#file = file;
  }

  start(): void {
    this.#database = new DatabaseSync(this.#file);
    this.#database.exec(SCHEMA);
    this.#insert = this.#database.prepare(INSERT);
  }

  stop(): void {
    if (this.#database?.isOpen) this.#database.close();
  }

  /** The place in the log before which every line has its row. */
  get offset(): number {
    return this.#using((database) => Number(database.prepare("SELECT offset FROM progress").get()?.["offset"]));
  }

  /**
   * Stores the rows and moves the offset, in one transaction. A batch that does not begin where the last one ended is
   * refused: it is from a part that was replaced, or something is wrong.
   */
  commit({ from, to, rows }: Batch): void {
    this.#using((database) => {
      database.exec("BEGIN IMMEDIATE");
      try {
        const { changes } = database.prepare("UPDATE progress SET offset = ? WHERE offset = ?").run(to, from);
        if (changes !== 1) throw new Error(`The batch begins at byte ${from} of the log, where the last one did not end.`);
        for (const row of rows) this.#insert?.run({ ...row });
        database.exec("COMMIT");
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw error;
      }
    });
  }

  /** How many rows there are. */
  count(): number {
    return this.#using((database) => Number(database.prepare("SELECT count(*) AS count FROM requests").get()?.["count"]));
  }

  /** How many rows there are of each status, or of each path; those that could not be read as "unreadable". */
  countsBy(column: "status" | "path"): readonly Count[] {
    const query = `SELECT coalesce(CAST(${column} AS TEXT), 'unreadable') AS name, count(*) AS count FROM requests GROUP BY 1`;
    return this.#using((database) =>
      database
        .prepare(query)
        .all()
        .map(({ name, count }) => ({ name: String(name), count: Number(count) })),
    );
  }

  /** What somebody does who takes the database for theirs. Answers whether it was still open. */
  pullThePlug(): boolean {
    const isOpen = this.#database?.isOpen ?? false;
    this.stop();
    return isOpen;
  }

  /** Whoever asks gets the error; the store itself is what is broken, so it is the one that fails. */
  #using<Answer>(work: (database: DatabaseSync) => Answer): Answer {
    try {
      if (this.#database === undefined) throw new Error("The store has not started.");
      return work(this.#database);
    } catch (error) {
      this.#ctx.fail(error);
      throw error;
    }
  }
}

/** The store as a child; its siblings reach it by `ctx.use`. */
export function store(file: string): Spec<Store, "store"> {
  return service("store", (ctx) => new Store(ctx, file));
}
