import type { BusEvents } from "../event/event-bus.ts";
import type { EventOf } from "../event/event.ts";
import type { SupervisorEvents } from "../supervisor/events.ts";

/** Every event a tree tells of, by its type: the maps that the domains declare, in one. */
export interface TreeEvents extends BusEvents, SupervisorEvents {}

/** Anything that a tree tells of: plain JSON, told apart by `type`. */
export type TreeEvent = EventOf<TreeEvents>;
