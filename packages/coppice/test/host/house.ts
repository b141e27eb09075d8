// A tree with a desk in it, in each way that a module can run.
import { type Context, fromModule, type Isolation, module, supervisor } from "coppice";

const desk = module<typeof import("./desk.ts")>(new URL("desk.ts", import.meta.url));

export default function house(_ctx: Context, { isolation }: { readonly isolation: Isolation }) {
  return supervisor("house", [fromModule("desk", desk, { isolation, startTimeout: "200s" } as never)]);
}
