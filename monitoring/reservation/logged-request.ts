import { type AskedTokens, askedTokens, isCount } from "./body-request.ts";

/** One request as a record of the model invocation log tells it. */
export interface LoggedRequest {
  /** of the call; undefined where the record names none */
  region: string | undefined;
  /** as CloudWatch names the model: an id, of an ARN its last part */
  id: string;
  /** seconds since 1970. Taken for the request's start: AWS doesn't say which moment it is (unverified) */
  time: number;
  /** input + cache write */
  inputTokens: number;
  /** undefined where the record counts none: the answer failed or broke off */
  outputTokens: number | undefined;
  /** "unseen": the record holds no body: metadata alone, or a body that went to S3 */
  asked: AskedTokens | "unseen";
  /** how long it took; undefined where the record doesn't say */
  seconds: number | undefined;
  /** why Bedrock refused or failed it */
  errorCode: string | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads one record. Fields: Amazon Bedrock User Guide, model-invocation-logging; cache tokens and errorCode are in
 * records and not on that page.
 * @returns undefined for JSON that is no such record
 */
export function loggedRequest(record: unknown): LoggedRequest | undefined {
  if (!isFields(record)) return undefined;
  const { schemaType, modelId, timestamp, operation, region, errorCode } = record;
  if (schemaType !== undefined && schemaType !== "ModelInvocationLog") return undefined;
  if (typeof modelId !== "string" || modelId === "" || typeof timestamp !== "string") return undefined;
  const input = isFields(record["input"]) ? record["input"] : undefined;
  const output = isFields(record["output"]) ? record["output"] : undefined;
  const time = Date.parse(timestamp) / 1000;
  if (!(input || output) || Number.isNaN(time)) return undefined;
  const id = idOf(modelId);
  const outputTokens = output?.["outputTokenCount"];
  return {
    region: typeof region === "string" && region !== "" ? region : undefined,
    id,
    time,
    inputTokens: countOf(input?.["inputTokenCount"]) + countOf(input?.["cacheWriteInputTokenCount"]),
    outputTokens: isCount(outputTokens) ? outputTokens : undefined,
    asked: askedIn(input?.["inputBodyJson"], typeof operation === "string" ? operation : "", id),
    seconds: secondsIn(output?.["outputBodyJson"]),
    errorCode: typeof errorCode === "string" && errorCode !== "" ? errorCode : undefined,
  };
}

/** Of a prompt's ARN "prompt/" stays, so that it is taken for no model. */
function idOf(modelId: string): string {
  if (!modelId.startsWith("arn:")) return modelId;
  const resource = modelId.split(":").slice(5).join(":");
  return resource.startsWith("prompt/") ? resource : resource.slice(resource.indexOf("/") + 1);
}

function askedIn(body: unknown, operation: string, id: string): LoggedRequest["asked"] {
  // Some records were seen with the body as text.
  const value = typeof body === "string" ? parsed(body) : body;
  if (value === undefined || value === null) return "unseen";
  if (!isFields(value)) return "unknown";
  return Object.keys(value).length === 0 ? "unseen" : askedTokens(value, operation, id);
}

/** A request that took longer is a mistake of the record: Bedrock's own limit is an hour (User Guide, quotas). */
const longest = 3_600;

/**
 * Converse and ConverseStream say it in `metrics.latencyMs` (API Reference, ConverseMetrics), streams of InvokeModel in
 * their last chunk. An answer of InvokeModel says it nowhere.
 */
function secondsIn(body: unknown): number | undefined {
  const last = Array.isArray(body) ? body.at(-1) : body;
  if (!isFields(last)) return undefined;
  const { metrics } = last;
  const stream = last["amazon-bedrock-invocationMetrics"];
  const milliseconds = isFields(metrics)
    ? metrics["latencyMs"]
    : isFields(stream)
      ? stream["invocationLatency"]
      : undefined;
  if (typeof milliseconds !== "number" || !(milliseconds >= 0 && milliseconds <= longest * 1000)) return undefined;
  return milliseconds / 1000;
}

const countOf = (value: unknown): number => (isCount(value) ? value : 0);

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
