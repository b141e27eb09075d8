import type { Context } from "coppice";
import { Scene } from "../scene.ts";
import { culprit } from "./culprit.ts";

/** The culprit as a child that is made from a module. */
export default async function culpritModule(_context: Context, args: { folder: string; evil: string }): Promise<void> {
  await culprit(new Scene(args.folder), args.evil);
}
