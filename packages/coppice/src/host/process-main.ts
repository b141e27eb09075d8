// What every program runs that is made from a module: it lets the module that its supervisor names live here.
import { watchProcessErrors } from "../fault/process-errors.ts";
import { IpcTransport } from "../link/ipc-transport.ts";
import { HostedChild } from "./hosted-child.ts";

const transport = new IpcTransport(process);
const child = new HostedChild(transport, (code) => transport.flush(() => process.exit(code)));

// The channel is taken: what the module would send is no message.
delete process.send;

// Whatever is left to itself in here is the child's, as in the loop of its supervisor.
watchProcessErrors((error) => child.strayed(error));
