import { type Context, type Spec, task } from "coppice";
import type { Aggregate } from "./aggregate.ts";
import { Inbox } from "./inbox.ts";
import type { Row } from "./store.ts";

/** A line of the log, and where it begins, in bytes. */
export interface Line {
  readonly offset: number;
  readonly text: string;
}

/** The lines between two places of the log. */
export interface Lines {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly Line[];
}

const COMBINED =
  /^(\S+) \S+ \S+ \[(\d\d)\/(\w{3})\/(\d{4}):([\d:]{8}) ([+-]\d{4})\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/;

const NOTHING = {
  at: null,
  remote: null,
  method: null,
  path: null,
  query: null,
  status: null,
  bytes: null,
  referer: null,
  agent: null,
  raw: null,
} as const;

/**
 * Makes rows of lines. It has a defect that many a real one had: a path with a broken escape (`/%`) makes it throw. That is
 * let crash; what it choked on is remembered outside, so that its next life takes the path of that line as it stands, and
 * one bad line is not the end of the service.
 */
export class Parse {
  readonly inbox: Inbox<Lines> = new Inbox();
  readonly #aggregate: Aggregate;
  readonly #chokedOn: Set<number>;

  constructor(aggregate: Aggregate, chokedOn: Set<number>) {
    this.#aggregate = aggregate;
    this.#chokedOn = chokedOn;
  }

  async run({ signal }: Context): Promise<void> {
    for (;;) {
      const { from, to, lines } = await this.inbox.take(signal);
      await this.#aggregate.inbox.put({ from, to, rows: lines.map((line) => this.#row(line)) }, signal);
    }
  }

  #row(line: Line): Row {
    try {
      return parseLine(line, this.#chokedOn.has(line.offset) ? String : decodeURIComponent);
    } catch (error) {
      this.#chokedOn.add(line.offset);
      throw error;
    }
  }
}

/** The row of a line; one with the line itself where that is not in the combined format. */
export function parseLine({ offset, text }: Line, decode: (path: string) => string): Row {
  const found = COMBINED.exec(text);
  if (found === null) return { ...NOTHING, offset, raw: text };
  const [, remote = "", day, month, year, time, zone, request = "", status, bytes, referer = "", agent = ""] = found;
  const [method = "", target = ""] = plain(request).split(" ");
  const mark = target.indexOf("?");
  return {
    offset,
    at: Date.parse(`${day} ${month} ${year} ${time} ${zone}`),
    remote,
    method,
    path: decode(mark < 0 ? target : target.slice(0, mark)),
    query: mark < 0 ? null : target.slice(mark + 1),
    status: Number(status),
    bytes: bytes === "-" ? 0 : Number(bytes),
    referer: referer === "-" ? null : plain(referer),
    agent: agent === "-" ? null : plain(agent),
    raw: null,
  };
}

/** A field without the escapes of the log. */
function plain(field: string): string {
  return field.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_, code: string | undefined, character: string | undefined) =>
    code === undefined ? (character ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** The parser as a child. */
export function parse(aggregate: Spec<Aggregate>): Spec<Parse, "parse"> {
  const chokedOn = new Set<number>();
  return task("parse", (ctx) => new Parse(ctx.use(aggregate), chokedOn));
}
