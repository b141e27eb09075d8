/** What Node does of a rejection that nobody handles, as `--unhandled-rejections` says. Its default: "throw". */
export type RejectionMode = "throw" | "strict" | "warn" | "warn-with-error-code" | "none";

/** The mode that a process with these arguments and this `NODE_OPTIONS` runs in. The last word counts, the command line's before the variable's. */
export function rejectionMode(execArgv: readonly string[], nodeOptions = ""): RejectionMode {
  const words = [...wordsOf(nodeOptions), ...execArgv].map((word) => word.replace(/^--unhandled_rejections/, OPTION));
  const given = words.map((word, at) => (word === OPTION ? words[at + 1] : after(`${OPTION}=`, word)));
  return (given.findLast((mode) => mode !== undefined) ?? "throw") as RejectionMode;
}

const OPTION = "--unhandled-rejections";

/**
 * The words of `NODE_OPTIONS`, as Node reads them: spaces part them, save between double quotes, where a backslash takes the next character
 * as it is.
 */
function wordsOf(text: string): readonly string[] {
  const words = text.match(/(?:[^ "]|"(?:[^"\\]|\\.)*")+/gs) ?? [];
  return words.map((word) => word.replaceAll(/"((?:[^"\\]|\\.)*)"/gs, (_, quoted: string) => quoted.replaceAll(/\\(.)/gs, "$1")));
}

function after(beginning: string, word: string): string | undefined {
  return word.startsWith(beginning) ? word.slice(beginning.length) : undefined;
}
