import type { EventBus, Listener, SubscribeOptions } from "../event/event-bus.ts";
import type { EventStream, EventStreamOptions } from "../event/event-stream.ts";
import type { TreeEvent, TreeEventSource, TreeHistory } from "./events.ts";
import { expectOptions, type NamesOf } from "./expect-options.ts";

const SUBSCRIBE_OPTIONS: NamesOf<SubscribeOptions> = { severity: true };

const STREAM_OPTIONS: NamesOf<EventStreamOptions> = { capacity: true, severity: true, signal: true };

/** The events of a bus, typed: only here is it known which events there are. */
export function eventSource(bus: EventBus): TreeEventSource {
  return {
    history: bus.history as TreeHistory | undefined,
    subscribe: (listener: (event: TreeEvent) => unknown, options: SubscribeOptions = {}) => {
      expectOptions("subscribe(listener, options)", options, SUBSCRIBE_OPTIONS);
      return bus.subscribe(listener as Listener, options);
    },
    stream: (options: EventStreamOptions = {}) => {
      expectOptions("stream(options)", options, STREAM_OPTIONS);
      return bus.stream(options) as unknown as EventStream<TreeEvent>;
    },
  };
}
