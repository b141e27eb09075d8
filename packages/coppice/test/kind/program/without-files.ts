// Starts programs while there are ever more files left that may be opened, from none on, and prints what becomes of them. `--module`: programs
// that are made from a module; `--guard`: without a guard, which has to be made, too.
import { closeSync, openSync } from "node:fs";
import { type CoppiceError, type ErrorData, program, start, supervisor } from "coppice";

const [way] = process.argv.slice(2);
const source = new URL("data:text/javascript,export default ({ sleep }) => sleep('1h')");

const app = await start(supervisor("root", [supervisor("programs", [])]));
const tools = app.child("programs" as never) as unknown as typeof app;
if (way !== "--guard") await tools.startChild(program("first", ["sleep", "1000"]));

for (let free = 0; free < 12; free += 1) {
  const held = allFiles();
  for (let left = 0; left < free; left += 1) closeSync(held.pop() as number);
  const id = `with-${free}`;
  const spec = way === "--module" ? program(id, source, {}) : program(id, ["sleep", "1000"], {});
  const outcome = await tools.startChild(spec).then(() => "started", reasonOf);
  for (const file of held) closeSync(file);
  process.stdout.write(`${outcome}\n`);
}
await app.stop();

function allFiles(): number[] {
  const held: number[] = [];
  for (;;) {
    try {
      held.push(openSync("/dev/null", "r"));
    } catch {
      return held;
    }
  }
}

/** Code and message of the first cause. */
function reasonOf(error: CoppiceError): string {
  let cause: CoppiceError | ErrorData = error;
  while (cause.code === "START_FAILED") cause = cause.cause as ErrorData;
  return `${cause.code} ${cause.message}`;
}
