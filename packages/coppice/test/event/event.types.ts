import type { Envelope, EventOf } from "../../src/event/event.ts";
import type { BusEvents } from "../../src/event/event-bus.ts";
import type { EventStream } from "../../src/event/event-stream.ts";

interface ChildEvents {
  "child.started": { readonly took: number };
  "child.stopped": { readonly reason?: string };
}

type TreeEvent = EventOf<ChildEvents & BusEvents>;

/** The union is told apart by `type`; each member has the envelope and its own data. */
export function describe(event: TreeEvent): string {
  const { path }: Envelope = event;
  switch (event.type) {
    case "child.started":
      return `${path} took ${event.took.toFixed()}`;
    case "child.stopped":
      return event.reason?.toUpperCase() ?? path;
    case "listener.failed":
      return event.error.message;
    default:
      return event satisfies never;
  }
}

declare const event: TreeEvent;

// @ts-expect-error: data are there only once the type is known
export const took: unknown = event.took;

// @ts-expect-error: no such event
export const isUnknown: boolean = event.type === "child.unheard-of";

// @ts-expect-error: an event is not changed by who hears of it
event.path = "elsewhere";

/** A stream has gaps beside the events. */
export async function read(stream: EventStream<TreeEvent>): Promise<number> {
  for await (const element of stream) {
    if (element.type === "gap") return element.dropped;
    return element.seq;
  }
  return 0;
}
