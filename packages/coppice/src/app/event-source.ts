import type { EventBus, Listener, SubscribeOptions } from "../event/event-bus.ts";
import type { EventStream, EventStreamOptions } from "../event/event-stream.ts";
import type { TreeEvent, TreeEventSource, TreeHistory } from "./events.ts";

/** The events of a bus, typed: only here is it known which events there are. */
export function eventSource(bus: EventBus): TreeEventSource {
  return {
    history: bus.history as TreeHistory | undefined,
    subscribe: (listener: (event: TreeEvent) => unknown, options?: SubscribeOptions) =>
      bus.subscribe(listener as Listener, options),
    stream: (options?: EventStreamOptions) => bus.stream(options) as unknown as EventStream<TreeEvent>,
  };
}
