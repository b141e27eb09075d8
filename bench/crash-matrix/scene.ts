import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

/** Something that happened in the scene, as it was told by those to whom it happened. */
export type Told =
  /** The culprit runs, for the first time or once more. */
  | { readonly type: "began"; readonly pid: number }
  /** The evil is about to be done. */
  | { readonly type: "deed" }
  /** Whoever asked for the culprit's job has its answer. */
  | { readonly type: "answered" }
  /** Whoever asked for the culprit's job was told that it failed. */
  | { readonly type: "rejected"; readonly message: string };

/** What the witness answers. */
export const HERE = "here";

/**
 * The folder in which one cell of the matrix is played. All that the players and the observer have in common is in its files, for
 * those can be used from loops, threads and processes alike, at once, and whatever else is broken.
 */
export class Scene {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The socket at which the witness is asked: whoever connects gets an answer. */
  get socket(): string {
    return join(this.folder, "witness");
  }

  /** Tells the observer something, at once. */
  tell(told: Told): void {
    appendFileSync(this.#told, `${JSON.stringify(told)}\n`);
  }

  /** What was told so far, in order. */
  told(): readonly Told[] {
    if (!existsSync(this.#told)) return [];
    const lines = readFileSync(this.#told, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Told);
  }

  /** Lets the culprit go on. */
  go(): void {
    writeFileSync(this.#go, "");
  }

  /** Resolves once the culprit may go on. */
  async mayGo(): Promise<void> {
    while (!existsSync(this.#go)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  /** Serves the observer's questions, each by asking the witness: answers "here", or why it could not be asked. */
  async serve(ask: () => unknown): Promise<void> {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      Promise.resolve()
        .then(ask)
        .then(
          () => socket.end(HERE),
          (error: unknown) => socket.end(String(error)),
        );
    });
    await new Promise<void>((resolve) => server.listen(this.socket, resolve));
  }

  /** Ends this process when the scene is over. It also keeps it alive until then. */
  endWithIt(): void {
    setInterval(() => existsSync(this.folder) || process.exit(), 500);
  }

  get #told(): string {
    return join(this.folder, "told");
  }

  get #go(): string {
    return join(this.folder, "go");
  }
}
