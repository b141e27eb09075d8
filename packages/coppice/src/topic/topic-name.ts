import { CoppiceError } from "../error.ts";
import { jsonSafe } from "../json.ts";
import { show } from "../show.ts";

/** How many parts a topic or a pattern may have: what bounds the cost of a publish. */
const MOST_PARTS = 16;

/**
 * The parts of a topic's name.
 *
 * @throws CoppiceError BAD_TOPIC for what is no text, has no parts, empty ones, too many, or one of a pattern.
 */
export function partsOfTopic(where: string, topic: unknown): readonly string[] {
  const parts = split(topic);
  if (parts !== undefined && !parts.some(isWild)) return parts;
  throw badTopic(
    where,
    topic,
    `a topic: 1 to ${MOST_PARTS} parts joined with ".", such as "orders.created", none of them "*" or ">"`,
  );
}

/**
 * The parts of a pattern: `*` stands for one part, `>` at the end for one or more.
 *
 * @throws CoppiceError BAD_TOPIC.
 */
export function partsOfPattern(where: string, pattern: unknown): readonly string[] {
  const parts = split(pattern);
  if (parts !== undefined && !parts.slice(0, -1).includes(">")) return parts;
  throw badTopic(
    where,
    pattern,
    `a pattern: 1 to ${MOST_PARTS} parts joined with ".", such as "orders.*"; "*" stands for one part, ">" at the end for one or more`,
  );
}

function split(name: unknown): readonly string[] | undefined {
  if (typeof name !== "string") return undefined;
  const parts = name.split(".", MOST_PARTS + 1);
  return parts.length > MOST_PARTS || parts.includes("") ? undefined : parts;
}

function isWild(part: string): boolean {
  return part === "*" || part === ">";
}

function badTopic(where: string, given: unknown, expected: string): CoppiceError {
  return new CoppiceError("BAD_TOPIC", `${where} was given ${show(given)}: expected ${expected}.`, {
    details: { where, given: jsonSafe(given) },
  });
}
