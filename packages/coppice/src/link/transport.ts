/**
 * What carries the messages of a link, in order, as plain JSON: a MessagePort, an IPC channel, a socket. It knows nothing of what
 * they mean.
 */
export interface Transport {
  /** Sends a value to the other side. After the close it does nothing. */
  send(value: unknown): void;
  /** Says who hears what the other side sends; called once. What came before is kept for it. */
  onMessage(heard: (value: unknown) => void): void;
  /**
   * Says who is told, once, that nothing comes any more, whichever side closed it; called once. `reason`: it was not closed, but broke,
   * or what came was no message.
   */
  onClose(closed: (reason?: string) => void): void;
  /** Ends it, once what was sent is on its way. Closing twice does nothing. */
  close(): void;
}
