// A tree that has a program which holds 300 MB; what it is in holds less.
import { program, type SupervisorSpec, supervisor } from "coppice";

const HUGE = `globalThis.kept = Buffer.alloc(300 * 2 ** 20, 1); setInterval(() => undefined, 1000)`;

const huge: SupervisorSpec = supervisor("sub", [program("huge", [process.execPath, "-e", HUGE])]);
export default huge;
