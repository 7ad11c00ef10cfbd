import { namePrefix } from "../names.ts";
import type { PlannedLogFilter, PlannedLogFilters, PlannedLogs } from "../plan-types.ts";
import type { MonitoringSettings } from "../settings.ts";
import { type BodyField, maxTokensFields, promptFields } from "./body-fields.ts";
import { logMetrics, logsNamespace } from "./metrics.ts";

/** Where a record of the model invocation log has the request's body. bedrock/latest/userguide/model-invocation-logging */
const body = "$.input.inputBodyJson";
const selector = (field: BodyField): string => `${body}.${field.join(".")}`;

/** Fields that may be null where a program leaves them out: OpenAI's API description has them nullable. */
const nullable: ReadonlySet<string> = new Set(["max_completion_tokens", "max_output_tokens", "max_tokens"]);

const absent = (field: BodyField): string => {
  const at = selector(field);
  return nullable.has(field[0]) ? `(${at} NOT EXISTS || ${at} IS NULL)` : `${at} NOT EXISTS`;
};

const all = (...conditions: readonly string[]): string => `{ ${conditions.join(" && ")} }`;
const any = (conditions: readonly string[]): string => `(${conditions.join(" || ")})`;
const dimensions = { ModelId: "$.modelId" };

/**
 * The metric filters that publish what requests reserve from the model invocation log, for every model at once: the
 * record names it. Each record counts in one metric at most, and a record whose body names several fields by the first
 * of them; which one Bedrock reads there is documented nowhere.
 *
 * Pattern syntax: AmazonCloudWatch/latest/logs/matching-terms-json-log-events. A number is compared with `>=`; `= "*"` is
 * any text; a selector that ends at a list or an object matches nothing, hence `messages[0].role`.
 * Unverified: that NOT EXISTS of an object's selector is false where the object is there (`RequestsWithoutBody`).
 */
export function logFilters(stack: string): PlannedLogFilter[] {
  const name = (what: string) => `${namePrefix}-${stack}-${what}`;
  return [
    ...maxTokensFields.map((field, index) => ({
      name: name(`max-tokens-${index + 1}`),
      pattern: all(`${selector(field)} >= 0`, ...maxTokensFields.slice(0, index).map(absent)),
      metric: logMetrics.maxTokens,
      value: selector(field),
      dimensions,
    })),
    {
      name: name("without-max-tokens"),
      pattern: all(any(promptFields.map((field) => `${body}.${field} = "*"`)), ...maxTokensFields.map(absent)),
      metric: logMetrics.without,
      value: "1",
      dimensions,
    },
    {
      name: name("without-body"),
      pattern: all('$.modelId = "*"', `${body} NOT EXISTS`),
      metric: logMetrics.unseen,
      value: "1",
      dimensions,
    },
  ];
}

/** What a stack makes of logs: its filters, by log group, and the logging itself where it is asked to. */
export function logsOf({
  stack,
  targets,
  invocationLogging,
}: Pick<MonitoringSettings, "stack" | "targets" | "invocationLogging">): PlannedLogs | undefined {
  const named = targets.flatMap(({ reservation }) => (reservation?.source === "logs" ? [reservation.logGroup] : []));
  const groups = [...new Set(named)].map(
    (logGroup): PlannedLogFilters => ({ logGroup, namespace: logsNamespace(stack), filters: logFilters(stack) }),
  );
  if (groups.length === 0 && !invocationLogging) return undefined;
  return { groups, ...(invocationLogging && { logging: invocationLogging }) };
}
