import type { IGNORE } from "../child/context.ts";

/**
 * What siblings get from `ctx.use`, by what the factory answers: the object that it made; undefined where it is a promise,
 * for there is no object.
 */
export type InstanceOf<Answer> = Answer extends typeof IGNORE ? never : Answer extends PromiseLike<unknown> ? undefined : Answer;
