import { once } from "node:events";
import type { Context } from "coppice";
import { Scene } from "../scene.ts";

/** The witness as a child in a thread. */
export default async function witnessThread({ signal }: Context, args: { folder: string }): Promise<void> {
  await new Scene(args.folder).serve(() => undefined);
  await once(signal, "abort");
}
