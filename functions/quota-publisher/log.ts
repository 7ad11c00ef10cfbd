/** Lambda's levels. docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html */
export type LogLevel = "INFO" | "WARN" | "ERROR";

/** Writes one event: `event` is a fixed name to search by, `fields` what there is to know. */
export type Log = (level: LogLevel, event: string, fields: Readonly<Record<string, unknown>>) => void;

/**
 * A log of one JSON object a line, with the `timestamp` (RFC 3339) and `level` that Lambda filters by, in both of
 * Lambda's log formats. It goes to stdout itself, because the runtime's own console methods put the whole object under
 * `message` in one format and inspect it as text in the other. Metric filters can rely on `{ $.event = "…" }`.
 */
export const jsonLog =
  (requestId: string | undefined, write: (line: string) => void = (line) => process.stdout.write(line)): Log =>
  (level, event, fields) =>
    write(`${JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, event, ...fields })}\n`);

/** An error in words. */
export const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
