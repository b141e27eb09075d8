// What every program runs that is made from a module: it lets the module that its supervisor names live here.
import { claimStrayErrors } from "../fault/stray-errors.ts";
import { IpcTransport } from "../link/ipc-transport.ts";
import { plainRuntime } from "../runtime/plain-runtime.ts";
import { HostedChild } from "./hosted-child.ts";
import { writeOut } from "./write-out.ts";

const transport = new IpcTransport(process);
let isLeaving = false;

const child = new HostedChild(transport, (code) => {
  if (isLeaving) return;
  isLeaving = true;
  // Its outputs may be pipes, of which Node drops at the exit what has not been read.
  transport.flush(() => writeOut([process.stdout, process.stderr], plainRuntime, () => process.exit(code)));
});

// The channel is taken: what the module would send is no message.
delete process.send;

// Whatever is left to itself in here is the child's, as in the loop of its supervisor, save what is of a tree that it has started itself.
claimStrayErrors((error) => child.strayed(error));
