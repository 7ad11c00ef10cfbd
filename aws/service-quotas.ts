import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuota,
  type ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import type { QuotaCode } from "../words/words.ts";
import { pacedPages } from "./paced-pages.ts";

/** Bedrock's service code in Service Quotas. */
const serviceCode = "bedrock";
/** The most that a page holds. API ListServiceQuotas (botocore 1.43.11, service-quotas) */
const pageSize = 100;
/**
 * Milliseconds between the starts of two pages: ListServiceQuotas and ListAWSDefaultServiceQuotas allow 10 a second and
 * account, not adjustable. docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html
 */
const pageInterval = 100;

/** Whether a value is the account's own (applied) or AWS's default. */
export type QuotaOrigin = "applied" | "default";

/** One row of a list of quotas. */
export interface QuotaRow {
  code: QuotaCode;
  /** the name exactly as Service Quotas has it: spaces and case vary */
  name: string;
  /** in the quota's own unit (tokens or requests a minute, tokens a day …), finite and at least 0; absent where there is none to trust */
  value?: number;
  /** why there is no value: Service Quotas' own ErrorCode, or `INVALID_VALUE …` for one that is no number or below 0 */
  errorCode?: string;
  adjustable: boolean;
}

export interface ReadOptions {
  abortSignal?: AbortSignal;
  /** milliseconds between the starts of two pages; only tests ask for less than the default */
  interval?: number;
}

/**
 * All of Bedrock's quotas in the client's Region: the applied values, or AWS's defaults.
 * An account has about 1,100 of them: 12 pages, about two seconds.
 * @throws the SDK's error when a page cannot be read, or an error when the list has no end
 */
export async function listQuotas(
  client: ServiceQuotasClient,
  origin: QuotaOrigin,
  { abortSignal, interval = pageInterval }: ReadOptions = {},
): Promise<QuotaRow[]> {
  const paginate = origin === "applied" ? paginateListServiceQuotas : paginateListAWSDefaultServiceQuotas;
  const rows: QuotaRow[] = [];
  const pages = paginate({ client, pageSize }, { ServiceCode: serviceCode }, { abortSignal });
  for await (const { Quotas = [] } of pacedPages(pages, interval, abortSignal)) rows.push(...Quotas.flatMap(rowOf));
  return rows;
}

/** What Service Quotas says of one code when it is asked for it. */
export type QuotaAnswer =
  | { kind: "value"; value: number; origin: QuotaOrigin }
  /** the account has neither an applied value nor a default */
  | { kind: "none" }
  /** an answer without a value to trust */
  | { kind: "unusable"; reason: string };

/**
 * Asks for one quota: the applied value, or AWS's default where the account has none (NoSuchResourceException).
 * @throws the SDK's error when there is no answer
 */
export async function askQuota(
  client: ServiceQuotasClient,
  code: QuotaCode,
  { abortSignal }: Pick<ReadOptions, "abortSignal"> = {},
): Promise<QuotaAnswer> {
  const input = { ServiceCode: serviceCode, QuotaCode: code };
  const ending = abortSignal === undefined ? {} : { abortSignal };
  const applied = await unlessMissing(client.send(new GetServiceQuotaCommand(input), ending));
  if (applied) return answerOf(applied.Quota, code, "applied");
  const standard = await unlessMissing(client.send(new GetAWSDefaultServiceQuotaCommand(input), ending));
  return standard ? answerOf(standard.Quota, code, "default") : { kind: "none" };
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchResourceException") return undefined;
    throw error;
  }
}

function answerOf(quota: ServiceQuota | undefined, code: QuotaCode, origin: QuotaOrigin): QuotaAnswer {
  const [row] = quota === undefined ? [] : rowOf(quota);
  if (row?.code !== code) return { kind: "unusable", reason: "the answer is of another quota" };
  return row.value === undefined
    ? { kind: "unusable", reason: row.errorCode ?? "NO_VALUE" }
    : { kind: "value", value: row.value, origin };
}

/** A quota as a row: one, or none where it has no code. */
function rowOf({ QuotaCode: code, QuotaName: name, Value, ErrorReason, Adjustable }: ServiceQuota): QuotaRow[] {
  if (code === undefined) return [];
  const row = { code: code as QuotaCode, name: name ?? code, adjustable: Adjustable ?? false };
  if (ErrorReason) return [{ ...row, errorCode: ErrorReason.ErrorCode ?? "ERROR_WITHOUT_CODE" }];
  if (Value === undefined || Value === null) return [row];
  return [isQuotaValue(Value) ? { ...row, value: Value } : { ...row, errorCode: `INVALID_VALUE ${String(Value)}` }];
}

/** What a quota can be. The SDK passes on what it is sent: text and negative numbers, too. */
const isQuotaValue = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value >= 0;
