/** Arguments of Node that are about the one process that has them: what it runs, and who looks at it. */
const OWN = /^--(?:eval|print|check|test|watch|inspect|debug|prof|cpu-prof|heap-prof|interactive)(?:$|[-=])|^-(?:e|p|pe|c|i)$/;

/** Those of them that stand before what they are about. */
const WITH_VALUE = /^(?:--eval|--print|-e|-p|-pe)$/;

/** The arguments of Node that one process hands on to another: how modules are found and loaded, what is allowed, how much memory there is. */
export function handedOn(execArgv: readonly string[]): string[] {
  return execArgv.filter((argument, index) => !OWN.test(argument) && !WITH_VALUE.test(execArgv[index - 1] ?? ""));
}
