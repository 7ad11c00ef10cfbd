/** What a line holds: JSON values that may be records, or nothing of a log. */
export type LineContent = { values: unknown[] } | "blank" | "wrapper" | "corrupt" | "text";

/** Lines of pretty-printed JSON around the messages of `aws logs filter-log-events`. */
const wrapperLine = /^\s*(?:[[\]{}]+,?|"[\w@]+"\s*:.*)$/;
const messageLine = /^\s*"@?message"\s*:\s*(".*")\s*,?$/;

/**
 * What a line of a log file holds: a record as S3 has it; with a time before it, as CloudWatch Logs exports it; or in
 * `message`, `events` or `logEvents`, as the AWS CLI, Logs Insights and subscriptions write it.
 */
export function contentOf(line: string): LineContent {
  const start = line.search(/\S/);
  if (start < 0) return "blank";
  const value = line[start] === "{" || line[start] === "[" ? parsed(line) : undefined;
  if (value !== undefined) return { values: unwrapped(value) };
  const message = messageLine.exec(line)?.[1];
  if (message !== undefined) {
    const text = parsed(message);
    return typeof text === "string" ? inMessage(text) : "corrupt";
  }
  if (wrapperLine.test(line)) return "wrapper";
  const brace = line.indexOf("{");
  if (brace < 0) return "text";
  const behind = brace > start ? parsed(line.slice(brace)) : undefined;
  return behind === undefined ? "corrupt" : { values: unwrapped(behind) };
}

/** A message may have a time before its record, too; one that is text is no record of Bedrock. */
function inMessage(text: string): LineContent {
  const value = parsed(text);
  return { values: value === undefined ? [] : unwrapped(value) };
}

function unwrapped(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(unwrapped);
  if (typeof value !== "object" || value === null) return [];
  const fields = value as Record<string, unknown>;
  for (const list of ["events", "logEvents", "results"])
    if (Array.isArray(fields[list])) return unwrapped(fields[list]);
  const message = fields["message"] ?? fields["@message"];
  if (message === undefined || "modelId" in fields) return [fields];
  if (typeof message === "string") return unwrapped(parsed(message));
  return unwrapped(message);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
