import type { Debugger, Runtime, Session } from "node:inspector";
import type { Sight } from "./finding.ts";

/** How many functions of the stack are told. */
const DEPTH = 20;

/** How long the look may ask the halted loop, in milliseconds. */
const PATIENCE = 250;

/**
 * Looks at what the main thread does, from another thread: halts it at the next chance, asks the expression there, in the async
 * context of whatever runs, and lets it go on. Resolves once that is done: inside of a native call not before it returns.
 *
 * @param isMeant asked while the loop is halted: whether it still is where it was to be looked at. If not, resolves with undefined.
 * @param parting asked then, of what was seen: an expression that is run before the loop goes on, if there is one.
 */
export async function lookAtMain(
  session: Session,
  expression: string,
  isMeant: () => boolean,
  parting: (sight: Sight) => string | undefined,
): Promise<Sight | undefined> {
  const { promise: halted, resolve: halt } = Promise.withResolvers<Debugger.PausedEventDataType>();
  const urls = new Map<string, string>();
  session.connectToMainThread();
  session.on("Debugger.scriptParsed", ({ params: { scriptId, url } }) => urls.set(scriptId, url));
  session.once("Debugger.paused", ({ params }) => halt(params));
  try {
    // Both at once: out of a native call the main thread comes only for a moment.
    await Promise.all([post(session, "Debugger.enable"), post(session, "Debugger.pause")]);
    const { callFrames } = await halted;
    const culprit = isMeant() ? await ask(session, expression) : null;
    const lines = callFrames.slice(0, DEPTH).map(({ functionName, location: { scriptId, lineNumber, columnNumber = 0 } }) => {
      const where = `${urls.get(scriptId) ?? ""}:${lineNumber + 1}:${columnNumber + 1}`;
      return `${functionName === "" ? "(anonymous)" : functionName} (${where})`;
    });
    const stack = lines.join("\n");
    const sight = isMeant() ? { culprit, stack } : undefined;
    const last = sight && parting(sight);
    if (last !== undefined) await post(session, "Runtime.evaluate", { expression: last, silent: true });
    await post(session, "Debugger.resume");
    await post(session, "Debugger.disable");
    return sight;
  } finally {
    session.disconnect();
  }
}

/** Runs an expression in the main thread wherever that is, also within a loop without end, but not within a native call. */
export function runInMain(session: Session, expression: string): void {
  session.connectToMainThread();
  session.post("Runtime.evaluate", { expression, silent: true });
}

async function ask(session: Session, expression: string): Promise<Sight["culprit"]> {
  // In the global scope, as some frames inside of Node see no globals. The async context is that of the frame all the same.
  const options = { expression, returnByValue: true, silent: true, timeout: PATIENCE };
  const { result } = await post<Runtime.EvaluateReturnType>(session, "Runtime.evaluate", options);
  return (result.value ?? null) as Sight["culprit"];
}

function post<Answer = object>(session: Session, method: string, params: object = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    session.post(method, params, (error, answer) => {
      if (error === null) resolve(answer as Answer);
      else reject(error);
    });
  });
}
