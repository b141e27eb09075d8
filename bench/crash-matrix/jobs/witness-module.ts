import { once } from "node:events";
import type { Context } from "coppice";
import { Scene } from "../scene.ts";

/** The witness as a child that is made from a module. */
export default async function witnessModule({ signal }: Context, args: { folder: string }): Promise<void> {
  await new Scene(args.folder).serve(() => undefined);
  await once(signal, "abort");
}
