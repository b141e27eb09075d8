// The least that runs a module in a thread: says that it is up, and lets what it threw end the thread.
import { parentPort, workerData } from "node:worker_threads";

const { default: run } = await import(workerData);
const running = run();
parentPort?.postMessage("up");
await running;
