/**
 * Whether an incarnation, as `runtime.current()` answers it, is the one at this path or lives below it: whether the caller is
 * part of what it is about to act on.
 */
export function livesInside(life: object | undefined, path: string): boolean {
  if (life === undefined || !("path" in life) || typeof life.path !== "string") return false;
  return life.path === path || life.path.startsWith(`${path}/`);
}
