/** Arguments of Node that are about the one process that has them: what it runs, how that is read, and who looks at it. */
const OWN =
  /^--(?:eval|print|check|test|watch|inspect|debug|prof|cpu-prof|heap-prof|interactive|input-type|entry-url)(?:$|[-=])|^-(?:e|p|pe|c|i)$/;

/** The arguments of Node that one process hands on to another: how modules are found and loaded, what is allowed, how much memory there is. */
export function handedOn(execArgv: readonly string[]): string[] {
  const on: string[] = [];
  let isOwn = false;
  for (const argument of execArgv) {
    // What does not look like an argument is the value of the one before it: Node takes no value that begins with a dash.
    if (argument.startsWith("-")) isOwn = OWN.test(argument);
    if (!isOwn) on.push(argument);
  }
  return on;
}

/** What has Node run something else than the file that it is given, or nothing. */
const ELSE =
  /^(?:--(?:eval|print|check|interactive|test|watch|watch-path|run|help|version|v8-options|prof-process|build-snapshot|completion-bash)(?:=.*)?|-(?:e|p|pe|c|i|h|v))$/s;

/** Whether Node with this argument does something else than run the file that it is given. */
export function runsElse(argument: string): boolean {
  return ELSE.test(argument);
}
