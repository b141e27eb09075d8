import type { Question } from "./harness/question.ts";
import { actorQuestions } from "./questions/actors.ts";
import { bytes } from "./questions/bytes.ts";
import { event } from "./questions/event.ts";
import { latency } from "./questions/latency.ts";
import { mailboxes } from "./questions/mailboxes.ts";
import { link } from "./questions/link.ts";
import { programs } from "./questions/programs.ts";
import { restarts } from "./questions/restarts.ts";
import { starts } from "./questions/starts.ts";
import { stop } from "./questions/stop.ts";
import { threads } from "./questions/threads.ts";
import { watchdog } from "./questions/watchdog.ts";

/** All that is measured, in the order of the table. */
export const QUESTIONS: readonly Question[] = [
  starts,
  bytes,
  restarts,
  latency,
  stop,
  event,
  programs,
  threads,
  link,
  watchdog,
  mailboxes,
  ...actorQuestions,
];
