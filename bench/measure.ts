// Answers one question, in a process of its own that `main.ts` starts: `measure.ts NAME SETTINGS`.
import type { Settings } from "./harness/question.ts";
import { QUESTIONS } from "./questions.ts";

const [name, settings = "{}"] = process.argv.slice(2);
const question = QUESTIONS.find((one) => one.name === name);
const rows = await question?.measure(JSON.parse(settings) as Settings);
// Without a parent to tell, as under a profiler, it prints.
if (process.send === undefined) console.log(JSON.stringify(rows, undefined, 2));
else process.send(rows);
