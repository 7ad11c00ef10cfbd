import { maxTokensFields } from "./body-fields.ts";

/**
 * What a request asks for: its max_tokens; 0 where the model writes no tokens; "without" where it names none; "unknown"
 * where the body has a shape that isn't known.
 */
export type AskedTokens = number | "without" | "unknown";

/** Models that write vectors, scores or pictures, by their id. Nothing of output is held for them. */
const writesNoTokens = /embed|rerank|image|canvas|reel|marengo|(?:^|\.)stability\.|(?:^|\.)luma\./;
/** Bodies of such models, by a field that no text model has: for application profiles, whose id says nothing. */
const fieldsWithoutTokens = ["taskType", "texts", "text_prompts", "documents", "embeddingTypes", "embedding_types"];
/** Fields in which chat models alone take their input. */
const chatFields = ["messages", "message"];
/** Fields in which text models take their input, others with them: they say it's text only together with the model's id. */
const textFields = ["prompt", "inputText", "inputPrompt", "input"];

/** Tokens are whole and not negative; anything else was not said. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/**
 * What a logged body asks for. client/read/body-request.ts and converse.ts decide the same for programs that have the
 * client library; test/reservation/logged-request.test.ts holds both equal.
 * @param operation as the record names it, e.g. "Converse"
 * @param modelId as CloudWatch names it; of a prompt's ARN the part from "prompt/"
 */
export function askedTokens(body: Readonly<Record<string, unknown>>, operation: string, modelId: string): AskedTokens {
  for (const field of maxTokensFields) {
    const value = valueAt(body, field);
    if (value !== undefined && value !== null) return isCount(value) ? value : "unknown";
  }
  if (operation.startsWith("Converse")) {
    // A prompt of Prompt management, or a model's own fields, may name one that isn't seen here.
    const isElsewhere = modelId.startsWith("prompt/") || namesTokens(body["additionalModelRequestFields"]);
    return isElsewhere ? "unknown" : "without";
  }
  const has = (name: string) => Object.hasOwn(body, name);
  if (writesNoTokens.test(modelId) || fieldsWithoutTokens.some(has)) return 0;
  if (chatFields.some(has)) return "without";
  // An id like "meta.llama…" is a known model's; that of an application profile has no dot.
  return modelId.includes(".") && textFields.some(has) ? "without" : "unknown";
}

const namesTokens = (fields: unknown): boolean =>
  typeof fields === "object" && fields !== null && Object.keys(fields).some((name) => /^max.*tok/i.test(name));

function valueAt(body: unknown, field: readonly string[]): unknown {
  let value = body;
  for (const name of field) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}
