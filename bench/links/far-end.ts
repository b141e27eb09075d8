import { HEARD_BY_CHILD, Link } from "../../packages/coppice/src/link/link.ts";
import type { FromChild, ToChild } from "../../packages/coppice/src/link/message.ts";
import type { Transport } from "../../packages/coppice/src/link/transport.ts";
import { HEARTBEAT, REPORT } from "./messages.ts";

/** Answers each "stop" with a heartbeat, and a "start" with as many reports as its incarnation says. */
export function answer(message: ToChild, send: (message: FromChild) => void): void {
  if (message.type === "stop") send(HEARTBEAT);
  if (message.type !== "start") return;
  for (let sent = 0; sent < message.incarnation; sent += 1) send(REPORT);
}

/** Answers over a link. */
export function answerLinked(transport: Transport): void {
  const link: Link<FromChild, ToChild> = new Link(transport, HEARD_BY_CHILD, {
    opened: () => undefined,
    heard: (message) => answer(message, (said) => link.send(said)),
    broken: (reason) => {
      throw new Error(reason);
    },
    closed: () => undefined,
  });
}
