/** Deeper than any option goes; what is below is refused there anyway, and a circle ends. */
const DEEPEST = 8;

/**
 * A deep copy of plain objects and arrays that nothing changes any more; a member that is undefined is left out, so that it
 * means the default. What is neither (a function, an instance) is kept as it is. What is frozen through and through is
 * answered as it is.
 */
export function frozenCopy<Value>(value: Value, depth = 0): Value {
  if (depth > DEEPEST) return value;
  if (Array.isArray(value)) {
    const copy: readonly unknown[] = Array.from(value, (member) => frozenCopy(member, depth + 1) as unknown);
    if (Object.isFrozen(value) && copy.every((member, index) => member === value[index])) return value;
    return Object.freeze(copy) as Value;
  }
  if (!isPlain(value)) return value;
  const entries = Object.entries(value);
  const copy: [string, unknown][] = entries.map(([key, member]) => [key, frozenCopy(member, depth + 1)]);
  if (Object.isFrozen(value) && copy.every(([, member], index) => member === entries[index]?.[1] && member !== undefined)) {
    return value;
  }
  return Object.freeze(Object.fromEntries(copy.filter(([, member]) => member !== undefined))) as Value;
}

/** Whether it is an object as a literal makes it, of any realm. */
export function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
