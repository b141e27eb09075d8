import { Scene } from "../scene.ts";
import { culprit as beGuilty } from "./culprit.ts";

/** The culprit's job. */
export async function culprit({ folder, evil }: { folder: string; evil: string }): Promise<void> {
  await beGuilty(new Scene(folder), evil);
}

/** The witness's job. */
export function witness(): string {
  return "here";
}
