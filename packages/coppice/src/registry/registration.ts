import type { Handlers } from "../actor/protocol.ts";
import type { Ref } from "../actor/ref.ts";

/** A name, and who has it. */
export interface Registration<Protocol extends Handlers = Handlers, Meta = unknown> {
  readonly key: string;
  readonly ref: Ref<Protocol>;
  /** What was said of it when it was registered; undefined where nothing was. */
  readonly meta: Meta | undefined;
}
