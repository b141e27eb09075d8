// What the watchdog's thread runs.
import { parentPort, workerData } from "node:worker_threads";
import { mainThread } from "./main-thread.ts";
import type { ToWatchdog, WatchdogData } from "./messages.ts";
import { Watchman } from "./watchman.ts";

const watchman = new Watchman(mainThread(workerData as WatchdogData), (message) => parentPort?.postMessage(message));

parentPort?.on("message", (message: ToWatchdog) => watchman.hear(message));
