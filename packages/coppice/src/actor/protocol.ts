/** What an actor answers to: for each type of message, a handler. The map is the protocol: type to message to reply. */
export type Handlers = Readonly<Record<string, Handler>>;

// The handlers' own types are kept by inference; here any will do.
// oxlint-disable-next-line typescript/no-explicit-any
type Handler = (message: any, ctx: any) => unknown;

/** A message of any protocol: plain data that says its type. */
export interface AnyMessage {
  readonly type: string;
}

/** Whether a value is a message, by its shape. */
export function isMessage(value: unknown): value is AnyMessage {
  return typeof value === "object" && value !== null && typeof (value as Partial<AnyMessage>).type === "string";
}

/** The messages of a protocol: `{ type: "add", by: 2 }`. */
export type MessageOf<Protocol extends Handlers> = {
  [Type in keyof Protocol & string]: { readonly type: Type } & PayloadOf<Protocol[Type]>;
}[keyof Protocol & string];

/** What a message is answered with. */
export type ReplyTo<Protocol extends Handlers, Message extends AnyMessage> = Message["type"] extends keyof Protocol
  ? Awaited<ReturnType<Protocol[Message["type"]]>>
  : never;

/** What a message holds beside its type. */
export type PayloadOf<Of> = Of extends (...args: infer Args) => unknown
  ? Args extends readonly [infer Message, ...unknown[]]
    ? unknown extends Message
      ? unknown
      : Omit<Message, "type">
    : unknown
  : never;
