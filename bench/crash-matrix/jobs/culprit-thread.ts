import type { Context } from "coppice";
import { Scene } from "../scene.ts";
import { culprit } from "./culprit.ts";

/** The culprit as a child in a thread. */
export default async function culpritThread(_context: Context, args: { folder: string; evil: string }): Promise<void> {
  await culprit(new Scene(args.folder), args.evil);
}
