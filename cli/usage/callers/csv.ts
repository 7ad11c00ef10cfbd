import type { UsageDocument } from "../../../monitoring/report/document.ts";

/** Columns that rows of callers have besides; absent where nobody asked. */
export const callerCsvColumns = [
  "caller",
  "caller_kind",
  "requests",
  "throttled",
  "errors",
  "input_tokens",
  "output_tokens",
  "cache_read_tokens",
  "cache_write_tokens",
  "consumption",
  "share",
  "share_at_peak",
  "share_while_throttled",
] as const;
type CallerRow = { measure: string } & Partial<Record<(typeof callerCsvColumns)[number], string | number | null>>;

/** Whether any document tells of callers. */
export const hasCallers = (documents: readonly Pick<UsageDocument, "callers">[]): boolean =>
  documents.some(({ callers }) => callers !== undefined);

/** One row a caller, all of them; the measure is what they are grouped by. */
export const callerCsvRows = (
  { callers: source }: Pick<UsageDocument, "callers">,
  { callers }: UsageDocument["targets"][number],
): CallerRow[] =>
  (callers?.rows ?? []).map((row) => ({
    measure: `by ${source?.by ?? "caller"}`,
    caller: row.value ?? row.name,
    caller_kind: row.kind,
    requests: row.requests,
    throttled: row.throttled,
    errors: row.errors,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cache_read_tokens: row.cacheReadTokens,
    cache_write_tokens: row.cacheWriteTokens,
    consumption: row.consumption,
    share: row.share,
    share_at_peak: row.shareAtPeak,
    share_while_throttled: row.shareWhileThrottled,
  }));
