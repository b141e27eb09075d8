// Runs the tests on the Node that runs this script: all of them, or the files, globs and node:test flags given as arguments.
import { runTests } from "./run-tests.ts";

process.exitCode = await runTests(process.execPath, process.argv.slice(2));
