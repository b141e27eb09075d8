// What every thread runs: it lets the module that its supervisor names live here.
import { type MessagePort, workerData } from "node:worker_threads";
import { PortTransport } from "../link/port-transport.ts";
import { HostedChild } from "./hosted-child.ts";

// Leaving writes what is left for stdout and stderr.
const child = new HostedChild(new PortTransport(workerData as MessagePort), (code) => process.exit(code));

process.on("uncaughtException", (error) => child.strayed(error));
