import { CoppiceError } from "../error.ts";
import { show } from "../show.ts";
import { type AnyMessage, isMessage } from "./protocol.ts";
import { pathOf, type SchemaIssue, type StandardSchema } from "./standard-schema.ts";

/** For each type of message that may come from outside, the schema of what it holds beside its type. */
export type Accepts = Readonly<Record<string, StandardSchema | undefined>>;

/**
 * A message from outside of the loop, as the actor's schemas make it: what they fill in is there, and what they strip is not. The type
 * is not shown to the schema, and stays.
 *
 * @param path of the actor.
 * @throws CoppiceError (rejects) BAD_MESSAGE, with the `issues` and their paths in its details: it is no message, its type is none that the
 *   actor accepts, or the schema refuses it or fails.
 */
export async function validated(path: string, accepts: Accepts, message: unknown): Promise<AnyMessage> {
  if (!isMessage(message)) {
    throw badMessage(path, `was given ${show(message)}: expected a message, an object such as { type: "add" }`, []);
  }
  const { type, ...payload } = message;
  const schema = Object.hasOwn(accepts, type) ? accepts[type] : undefined;
  if (schema === undefined) {
    const known = Object.keys(accepts).join(", ") || "nothing";
    throw badMessage(path, `accepts no "${type}" from outside: it accepts ${known}. Give it a schema in accepts: { … }`, []);
  }
  let output: unknown;
  try {
    const result = await schema["~standard"].validate(payload);
    if (result.issues !== undefined) throw refused(path, type, result.issues);
    output = result.value;
  } catch (error) {
    if (error instanceof CoppiceError && error.code === "BAD_MESSAGE") throw error;
    throw badMessage(path, `could not validate "${type}": its schema failed: ${show(error)}`, [], error);
  }
  if (typeof output === "object" && output !== null) return { ...output, type };
  throw badMessage(
    path,
    `has a schema of "${type}" that made ${show(output)}: expected an object, the message without its type`,
    [],
  );
}

function refused(path: string, type: string, issues: readonly SchemaIssue[]): CoppiceError {
  const found = issues.map((issue) => ({ message: issue.message, path: pathOf(issue) }));
  const said = found.map((issue) => (issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`)).join("; ");
  return badMessage(path, `refuses a "${type}" from outside: ${said}`, found);
}

function badMessage(
  path: string,
  what: string,
  issues: readonly { readonly message: string; readonly path: string }[],
  cause?: unknown,
): CoppiceError {
  return new CoppiceError("BAD_MESSAGE", `${path} ${what}`, { details: { path, issues }, cause });
}
