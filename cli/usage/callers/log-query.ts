import type { LogRow } from "../../../aws/log-queries.ts";
import type { LogRecords } from "../../../monitoring/report/caller-counts.ts";
import type { LogGrouping } from "../../../monitoring/report/caller-names.ts";

/**
 * The query, in Logs Insights QL. It names the fields that it reads, and none of them holds a prompt or an answer; they
 * are there with text delivery off, too.
 *
 * Fields: Bedrock User Guide, model-invocation-logging; cache tokens and errorCode are in records, not in that page:
 * records of 2026 that were published, and docs.panther.com/data-onboarding/supported-logs/aws/bedrock-model-invocation.
 * Tokens of caches are not in inputTokenCount in those records, as in CloudWatch's metrics.
 *
 * The Region and account are grouped by, not filtered, so that what a group gathers from elsewhere can be told.
 */
export function callersQuery(grouping: LogGrouping): string {
  return [
    'filter schemaType = "ModelInvocationLog"',
    `stats count(*) as records, ${sums} by ${[...keys, valueField(grouping)].join(", ")}`,
  ].join(" | ");
}

const sums = [
  "sum(input.inputTokenCount) as inputTokens",
  "sum(output.outputTokenCount) as outputTokens",
  "sum(input.cacheReadInputTokenCount) as cacheReadTokens",
  "sum(input.cacheWriteInputTokenCount) as cacheWriteTokens",
].join(", ");

const minuteField = "bin(1m)";
const keys = [minuteField, "modelId", "errorCode", "region", "accountId"] as const;

/** A name with other than letters, digits, dots and @ stands in backticks. CloudWatch Logs User Guide, CWL_QuerySyntax-Guidelines */
const quoted = (name: string): string => (/^[\w.@]+$/.test(name) ? name : `\`${name}\``);

const valueField = (grouping: LogGrouping): string =>
  grouping.by === "metadata" ? quoted(`requestMetadata.${grouping.key}`) : "identity.arn";

/** Records, and where their calls were made: undefined where they don't say. */
export interface PlacedRecords extends LogRecords {
  region: string | undefined;
  account: string | undefined;
}

/** A row of the answer. @returns undefined for one without a minute or a model */
export function recordsIn(row: LogRow, grouping: LogGrouping): PlacedRecords | undefined {
  const minute = minuteOf(row.get(minuteField));
  const modelId = row.get("modelId");
  if (minute === undefined || modelId === undefined) return undefined;
  const number = (field: string) => Number(row.get(field) ?? 0) || 0;
  const field = valueField(grouping);
  return {
    minute,
    modelId,
    region: row.get("region"),
    account: row.get("accountId"),
    // The answer names a field as the query does, or without its backticks: no source says which.
    value: row.get(field) ?? row.get(field.replaceAll("`", "")),
    errorCode: row.get("errorCode"),
    records: number("records"),
    inputTokens: number("inputTokens"),
    outputTokens: number("outputTokens"),
    cacheReadTokens: number("cacheReadTokens"),
    cacheWriteTokens: number("cacheWriteTokens"),
  };
}

/** "2026-11-21 14:07:00.000", which is UTC, in epoch seconds. */
function minuteOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(`${text.replace(" ", "T").replace(/Z$/, "")}Z`);
  return Number.isNaN(at) ? undefined : at / 1000;
}
