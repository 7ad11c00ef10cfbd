import type { AwsService } from "./aws-http.ts";

/** A line of a log group. */
export interface PretendLogLine {
  logGroupName: string;
  /** milliseconds since 1970 */
  timestamp: number;
  message: string;
}

/**
 * CloudWatch Logs (signing name "logs"): FilterLogEvents by group and time, one line a page, for JSON lines. The pattern
 * is not evaluated: the lines are those that match it.
 */
export const logs = (lines: readonly PretendLogLine[]): AwsService => ({
  signingName: "logs",
  protocol: "json-1.1",
  operations: {
    FilterLogEvents: ({ logGroupName, startTime = 0, nextToken }: FilterInput) => {
      const found = lines.filter((line) => line.logGroupName === logGroupName && line.timestamp >= startTime);
      const at = Number(nextToken ?? 0);
      return {
        events: found.slice(at, at + 1).map(({ timestamp, message }) => ({ timestamp, message })),
        ...(at + 1 < found.length && { nextToken: String(at + 1) }),
      };
    },
  },
});

interface FilterInput {
  logGroupName: string;
  startTime?: number;
  nextToken?: string;
}
