/**
 * Actors of one library or language, at the work of the questions. Each answers the milliseconds that the work took, what had to be
 * there before left out. What an actor does with a message is the least there can be: it counts, or passes it on.
 */
export interface Actors {
  /** One actor is told messages in bursts, each awaited until the last message of it was handled. */
  tell(bursts: number, messages: number): Promise<number>;
  /** One actor is asked, one ask after another, each with a deadline. */
  ask(asks: number): Promise<number>;
  /** So many actors tell one, so many messages each. */
  fanIn(senders: number, messages: number): Promise<number>;
  /** A message goes round a ring of actors until it has made so many hops. */
  ring(actors: number, hops: number): Promise<number>;
  /** So many actors are started under whatever sees to them, and then stopped. */
  spawnAndStop(actors: number): Promise<number>;
  /** Bytes that an idle actor holds: not milliseconds. */
  bytes(actors: number): Promise<number>;
}

/** The names of the work. */
export type Work = keyof Actors;
