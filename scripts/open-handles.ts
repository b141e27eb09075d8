// Preloaded into every test file's process: a file whose tests are over and that something still holds open would hang the
// run in silence. It fails instead, and says what holds it.
import { after } from "node:test";
import { isMainThread } from "node:worker_threads";

const GRACE_MS = 5_000;

// Threads and forked children inherit the preload, but run no tests.
if (isMainThread && process.env["NODE_TEST_CONTEXT"] !== undefined && process.argv[1]?.endsWith(".test.ts")) {
  after(() => {
    const end = (): void => {
      const open = process.getActiveResourcesInfo().join(", ");
      console.error(
        `${process.argv[1]}: the tests are over, and the process is still held open by: ${open}. Close it in the test.`,
      );
      process.exit(1);
    };
    // Unref'd: it comes due only if something else keeps the loop alive.
    setTimeout(end, GRACE_MS).unref();
  });
}
