import type { AnyMessage } from "../actor/protocol.ts";

/** The messages of each topic: `{ "orders.created": OrderCreated }`. A key may have a part that is any text: `` [room: `room.${string}`]: Said ``. */
export type TopicMap = Readonly<Record<string, AnyMessage>>;

/** The names of topics. */
export type TopicOf<Map extends TopicMap> = keyof Map & string;

/** The messages of the topics that a pattern, or a name, covers; never where it covers none. */
export type MessageAt<Map extends TopicMap, Pattern extends string> = {
  [Topic in TopicOf<Map>]: Covers<Pattern, Topic> extends true ? Map[Topic] : never;
}[TopicOf<Map>];

/** A pattern that covers a topic at least; never for any other. */
export type PatternOf<Map extends TopicMap, Pattern extends string> = [MessageAt<Map, Pattern>] extends [never] ? never : Pattern;

type Covers<Pattern extends string, Topic extends string> = string extends Pattern | Topic
  ? true
  : Pattern extends ">"
    ? true
    : Topic extends `${infer First}.${infer Rest}`
      ? Pattern extends `${infer Wanted}.${infer Further}`
        ? Fits<Wanted, First> extends true
          ? Covers<Further, Rest>
          : false
        : false
      : Pattern extends `${string}.${string}`
        ? false
        : Fits<Pattern, Topic>;

type Fits<Wanted extends string, Segment extends string> = Wanted extends "*" ? true : Wanted extends Segment ? true : false;
