import { CoppiceError } from "../error.ts";
import type { Severity } from "../event/event.ts";
import { SEVERITIES } from "../event/event.ts";
import { describeEvent } from "./describe-event.ts";
import type { TreeEvent, TreeEventSource } from "./events.ts";
import { expectOptions, type NamesOf } from "./expect-options.ts";

/** A logger of pino's shape: a method for each severity, that takes an object and a message. */
export type Logger = Readonly<Record<Severity, (fields: TreeEvent, message: string) => unknown>>;

/** What `logEvents` takes. */
export interface LogOptions {
  /** The least severity that is logged. Default: "info". */
  readonly severity?: Severity;
}

const LOG_OPTIONS: NamesOf<LogOptions> = { severity: true };

/**
 * Logs the events of a tree, at the level that is their severity, with the event as the object and a sentence as the message; until the
 * answered function is called or the tree has ended. A logger that throws or rejects is the event `listener.failed`; the tree goes on.
 *
 * From the first event on: `start(shop, { listen: (events) => logEvents(events, pino()) })`; from now on: `logEvents(app, pino())`.
 *
 * The console has the methods but takes the message first. Turn the arguments round for it:
 * `const say = (_: object, message: string) => console.error(message); logEvents(app, { debug: say, info: say, warn: say, error: say })`.
 *
 * @throws CoppiceError BAD_OPTION when the logger lacks one of `debug`, `info`, `warn`, `error`.
 */
export function logEvents(source: Pick<TreeEventSource, "subscribe">, logger: Logger, options: LogOptions = {}): () => void {
  checkLogger(logger);
  expectOptions("logEvents(app, logger, options)", options, LOG_OPTIONS);
  const log = (event: TreeEvent): unknown => logger[event.severity](event, describeEvent(event));
  Object.defineProperty(log, "name", { value: "logEvents" });
  return source.subscribe(log, { severity: options.severity ?? "info" });
}

function checkLogger(logger: Logger): void {
  const missing = SEVERITIES.filter((level) => typeof logger?.[level] !== "function");
  if (missing.length === 0) return;
  throw new CoppiceError(
    "BAD_OPTION",
    `logEvents(app, logger) was given a logger without ${missing.join(", ")}: expected one of pino's shape, with debug, info, warn ` +
      `and error, each taking (object, message).`,
    { details: { option: "logger", missing } },
  );
}
