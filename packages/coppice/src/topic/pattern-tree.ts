interface Node<Item> {
  readonly below: Map<string, Node<Item>>;
  /** Those whose pattern ends here, by what tells them apart. */
  readonly items: Map<unknown, Item>;
}

/**
 * Items by pattern, part by part. A topic is looked up along its parts: at each the part itself, `*` and `>`. So a look costs no more
 * than there are patterns, and no more than 2 to the power of the parts of the topic, however many patterns there are.
 */
export class PatternTree<Item> {
  readonly #root: Node<Item> = node();
  #size = 0;

  /** How many items there are. */
  get size(): number {
    return this.#size;
  }

  get(pattern: readonly string[], key: unknown): Item | undefined {
    return this.#path(pattern)?.at(-1)?.items.get(key);
  }

  /** Puts an item in, in the place of the one of the same pattern and key. */
  set(pattern: readonly string[], key: unknown, item: Item): void {
    let at = this.#root;
    for (const part of pattern) {
      let next = at.below.get(part);
      if (next === undefined) at.below.set(part, (next = node()));
      at = next;
    }
    if (!at.items.has(key)) this.#size += 1;
    at.items.set(key, item);
  }

  /** Takes an item out, and the branches that bear nothing any more. */
  delete(pattern: readonly string[], key: unknown): void {
    const path = this.#path(pattern);
    if (path?.at(-1)?.items.delete(key) !== true) return;
    this.#size -= 1;
    for (let depth = path.length - 1; depth > 0; depth -= 1) {
      const { below, items } = path[depth] as Node<Item>;
      if (below.size > 0 || items.size > 0) return;
      path[depth - 1]?.below.delete(pattern[depth - 1] as string);
    }
  }

  /** The items whose pattern covers a topic. */
  covering(topic: readonly string[]): Item[] {
    const found: Item[] = [];
    collect(this.#root, topic, 0, found);
    return found;
  }

  /** All items. */
  all(): Item[] {
    const found: Item[] = [];
    const walk = ({ below, items }: Node<Item>): void => {
      found.push(...items.values());
      for (const next of below.values()) walk(next);
    };
    walk(this.#root);
    return found;
  }

  /** The nodes from the root to the pattern's; undefined where there is none. */
  #path(pattern: readonly string[]): Node<Item>[] | undefined {
    const path = [this.#root];
    for (const part of pattern) {
      const next = path.at(-1)?.below.get(part);
      if (next === undefined) return undefined;
      path.push(next);
    }
    return path;
  }
}

function collect<Item>({ below, items }: Node<Item>, topic: readonly string[], depth: number, found: Item[]): void {
  const part = topic[depth];
  if (part === undefined) {
    for (const item of items.values()) found.push(item);
    return;
  }
  const exact = below.get(part);
  if (exact !== undefined) collect(exact, topic, depth + 1, found);
  const any = below.get("*");
  if (any !== undefined) collect(any, topic, depth + 1, found);
  for (const item of below.get(">")?.items.values() ?? []) found.push(item);
}

function node<Item>(): Node<Item> {
  return { below: new Map(), items: new Map() };
}
