// What the watchdog's thread runs.
import { parentPort, workerData } from "node:worker_threads";
import { mainThread } from "./main-thread.ts";
import type { ToWatchdog, WatchdogData } from "./messages.ts";
import { Watchman } from "./watchman.ts";

const data = workerData as WatchdogData;
const watchman = new Watchman(mainThread(data), (message) => data.port.postMessage(message));

parentPort?.on("message", (message: ToWatchdog) => watchman.hear(message));
