import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type Context, isCoppiceError, type Spec, task } from "coppice";
import { AccessLog, combinedLine } from "./access-log.ts";
import type { Aggregate } from "./aggregate.ts";
import type { Store } from "./store.ts";
import { CRASH_ROUTES, type Tally } from "./tally.ts";

/** Where the server listens. On this machine only: its routes crash things. */
export class Address {
  readonly host = "127.0.0.1";
  /** 0 until the first incarnation of the server got one; the later ones take the same. */
  port: number;

  constructor(port: number) {
    this.port = port;
  }

  get url(): string {
    return `http://${this.host}:${this.port}`;
  }
}

/** What the server is made of. */
export interface HttpParts {
  readonly address: Address;
  readonly logFile: string;
  readonly store: Spec<Store>;
  readonly aggregate: Spec<Aggregate>;
  readonly tally: Tally;
}

interface Answer {
  readonly status: number;
  readonly type: "text/plain" | "application/json";
  readonly body: string;
}

/** How long requests under way get when the server ends. */
const LAST_ANSWERS_MS = 1_000;

const HELP = `GET /pages/7          a page
GET /stats            what the log says, read back from the database
GET ${CRASH_ROUTES.http}       a handler rejects
GET ${CRASH_ROUTES.parse}    the parser throws on the line of this request
GET ${CRASH_ROUTES.store}      the database is closed under the store
`;

/** The server as a child. It is ready when it listens. */
export function http(parts: HttpParts): Spec<undefined, "http"> {
  return task("http", (ctx) => serve(ctx, parts), {
    ready: "signal",
    // A restart that waits costs the supervisor nothing, so no client can make the tree give up.
    backoff: { first: "20ms", initial: "50ms", max: "200ms", resetAfter: "2s" },
  });
}

async function serve(ctx: Context, parts: HttpParts): Promise<void> {
  const { address } = parts;
  const log = await AccessLog.open(parts.logFile);
  ctx.defer(() => log.close());
  // It may have been asked to stop meanwhile; who waits for an abort that has been waits for ever.
  ctx.signal.throwIfAborted();
  const underWay = new Set<Promise<void>>();
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (ctx.signal.aborted) {
      request.destroy();
      return;
    }
    // The rejection of a handler is not left floating: it is this child's failure.
    const answered = handle(request, response, log, () => route(request.url ?? "/", ctx, parts)).catch(ctx.fail);
    underWay.add(answered);
    void answered.then(() => underWay.delete(answered));
  };
  // Left to itself, Node answers some odd requests without asking: those would not be in the log.
  const server = ctx.own(createServer({ requireHostHeader: false }, answer));
  server.on("checkExpectation", answer);
  server.on("clientError", (_error, socket) => socket.destroy());
  ctx.defer(() => close(server, underWay));
  server.listen(address.port, address.host, () => {
    address.port = (server.address() as AddressInfo).port;
    ctx.ready();
  });
  await once(ctx.signal, "abort");
}

/** Takes no more, lets the answers that are under way end, for a while, and cuts off who is left. */
async function close(server: Server, underWay: ReadonlySet<Promise<void>>): Promise<void> {
  if (!server.listening) {
    server.once("listening", () => server.close());
    return;
  }
  const closed = once(server, "close");
  server.close();
  const timeUp = new AbortController();
  await Promise.race([Promise.all(underWay), sleep(LAST_ANSWERS_MS, undefined, { signal: timeUp.signal })]);
  timeUp.abort();
  server.closeAllConnections();
  await closed;
}

/** Answers one request. The answer ends only once its line is in the log: what was answered is never lost. */
async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  log: AccessLog,
  respond: () => Promise<Answer>,
): Promise<void> {
  let failure: { readonly error: unknown } | undefined;
  const { status, type, body } = await respond().catch((error: unknown): Answer => {
    failure = { error };
    return { status: 500, type: "text/plain", body: "A part of the server broke while it answered this.\n" };
  });
  const bytes = Buffer.byteLength(body);
  try {
    await log.write(
      combinedLine({
        remote: request.socket.remoteAddress ?? "-",
        at: new Date(),
        method: request.method ?? "-",
        target: request.url ?? "-",
        version: request.httpVersion,
        status,
        bytes,
        referer: request.headers.referer,
        agent: request.headers["user-agent"],
      }),
    );
  } catch (error) {
    // No line, no answer.
    response.destroy();
    throw error;
  }
  response.writeHead(status, { "content-type": type, "content-length": bytes });
  await ended(response, body);
  if (failure !== undefined) throw failure.error;
}

/** Resolves when the answer has been handed over, or the client has gone. */
function ended(response: ServerResponse, body: string): Promise<void> {
  return new Promise((resolve) => {
    if (response.destroyed) resolve();
    else response.once("close", resolve).end(body);
  });
}

async function route(target: string, ctx: Context, parts: HttpParts): Promise<Answer> {
  const [path = "/"] = target.split("?", 1);
  try {
    switch (path) {
      case "/":
        return text(200, HELP);
      case "/stats":
        return stats(ctx, parts);
      case CRASH_ROUTES.http:
        parts.tally.crashes.http += 1;
        return await Promise.reject(new Error("A handler of the server rejected."));
      case CRASH_ROUTES.parse:
        parts.tally.crashes.parse += 1;
        return text(200, "The parser will throw on the line of this request.\n");
      case CRASH_ROUTES.store:
        if (ctx.use(parts.store).pullThePlug()) parts.tally.crashes.store += 1;
        return text(200, "The database is closed; the next who uses it will notice.\n");
      default:
        if (path.startsWith("/pages/")) return await page(target);
        return text(404, `There is nothing at ${path}. There is:\n${HELP}`);
    }
  } catch (error) {
    // A part of the pipeline that is just being replaced is no failure of the server's.
    if (isCoppiceError(error) && error.code === "NOT_RUNNING") return text(503, `${error.message}\n`);
    throw error;
  }
}

/** A page takes its time, as pages do, so that there are always some under way when something breaks. */
async function page(target: string): Promise<Answer> {
  await sleep(10 + Math.random() * 20);
  return text(200, `This is the answer to ${target}\n`);
}

function stats(ctx: Context, parts: HttpParts): Answer {
  const store = ctx.use(parts.store);
  const { totals } = ctx.use(parts.aggregate);
  try {
    const body = JSON.stringify({ stored: store.count(), offset: store.offset, ...totals }, undefined, 2);
    return { status: 200, type: "application/json", body: `${body}\n` };
  } catch {
    // The store has told its supervisor, and is the one to be replaced.
    return text(503, "The store just broke.\n");
  }
}

function text(status: number, body: string): Answer {
  return { status, type: "text/plain", body };
}
