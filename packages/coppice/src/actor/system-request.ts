/** What is asked of an actor itself, whatever its behaviour is. */
export type SystemRequest = "inspect" | "suspend" | "resume";

/** Somebody who asks it. One of the two is called, once. */
export interface SystemCaller {
  readonly request: SystemRequest;
  answer(value: unknown): void;
  refuse(error: unknown): void;
}
