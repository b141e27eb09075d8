// What every thread runs: it lets the module that its supervisor names live here.
import { workerData } from "node:worker_threads";
import { claimStrayErrors } from "../fault/stray-errors.ts";
import type { ThreadData } from "../kind/thread/thread-vessel.ts";
import { PortTransport } from "../link/port-transport.ts";
import { HostedChild } from "./hosted-child.ts";

const { port, module } = workerData as ThreadData;

// Leaving writes what is left for stdout and stderr.
const child = new HostedChild(new PortTransport(port), (code) => process.exit(code));

// Whatever is left to itself in here is the child's, as in the loop of its supervisor, save what is of a tree that it has started itself.
claimStrayErrors((error) => child.strayed(error));

// It is loaded while the two sides greet each other; what comes of that is told once the child is to start.
import(module).catch(() => undefined);
