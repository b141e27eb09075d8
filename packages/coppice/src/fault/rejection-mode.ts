/** What Node does of a rejection that nobody handles, as `--unhandled-rejections` says. Its default: "throw". */
export type RejectionMode = "throw" | "strict" | "warn" | "warn-with-error-code" | "none";

/** The mode that a process with these arguments and this `NODE_OPTIONS` runs in. The last word counts, the command line's before the variable's. */
export function rejectionMode(execArgv: readonly string[], nodeOptions = ""): RejectionMode {
  const words = [...nodeOptions.split(/\s+/), ...execArgv].map((word) => word.replace(/^--unhandled_rejections/, OPTION));
  const given = words.map((word, at) => (word === OPTION ? words[at + 1] : after(`${OPTION}=`, word)));
  return (given.findLast((mode) => mode !== undefined) ?? "throw") as RejectionMode;
}

const OPTION = "--unhandled-rejections";

function after(beginning: string, word: string): string | undefined {
  return word.startsWith(beginning) ? word.slice(beginning.length) : undefined;
}
