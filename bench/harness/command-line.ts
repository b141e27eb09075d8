import { closeSync, openSync } from "node:fs";

/**
 * What the command line of this process says. Ends the process at once for `--help`, with the usage; and with exit code 1 and a sentence where
 * an option is wrong, or the file of `--json` cannot be written, which would be a pity after all was done.
 */
export function readCommandLine<Options extends { readonly json: string | undefined }>(
  read: (args: readonly string[]) => Options,
  usage: string,
): Options {
  const args = process.argv.slice(2);
  if (args.includes("--help")) {
    console.log(usage);
    process.exit();
  }
  try {
    const options = read(args);
    if (options.json !== undefined) expectWritable(options.json);
    return options;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}

/** Makes the file, if there is none. What it holds stays. */
function expectWritable(file: string): void {
  try {
    closeSync(openSync(file, "a"));
  } catch (error) {
    throw new Error(`--json ${file}: it cannot be written: ${String(error)}`, { cause: error });
  }
}
