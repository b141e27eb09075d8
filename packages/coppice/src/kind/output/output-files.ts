import type { RotatingFile } from "./rotating-file.ts";

/** The files that this process writes of what a child prints; both outputs may have the same. */
export interface OutputFiles {
  readonly stdout?: RotatingFile;
  readonly stderr?: RotatingFile;
}

/** Resolves when all is written, and the files are closed. */
export async function endFiles({ stdout, stderr }: OutputFiles): Promise<void> {
  await stdout?.end();
  if (stderr !== stdout) await stderr?.end();
}
