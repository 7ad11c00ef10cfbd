import { setTimeout as pause } from "node:timers/promises";
import {
  paginateListAWSDefaultServiceQuotas,
  paginateListServiceQuotas,
  type ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import type { QuotaCode } from "../words/words.ts";

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
  /** in the quota's own unit (tokens or requests a minute, tokens a day …); absent where Service Quotas gave none */
  value?: number;
  /** why Service Quotas gave no value, e.g. "DEPENDENCY_THROTTLING_ERROR" */
  errorCode?: string;
  adjustable: boolean;
}

/** A quota with the value that holds for the account. */
interface QuotaValue {
  code: QuotaCode;
  name: string;
  /** in the quota's own unit; 0 is a value: new accounts have it */
  value: number;
  origin: QuotaOrigin;
  adjustable: boolean;
}

/** What Service Quotas says of some codes. Every code asked for is in exactly one of the three. */
export interface QuotaReading {
  values: ReadonlyMap<QuotaCode, QuotaValue>;
  /** codes that the account has neither an applied value nor a default for */
  missing: readonly QuotaCode[];
  /** codes whose value could not be read this time, and why: they may have one */
  unread: ReadonlyMap<QuotaCode, string>;
}

export interface ReadOptions {
  abortSignal?: AbortSignal;
  /** milliseconds between the starts of two pages; only tests ask for less than the default */
  interval?: number;
}

/**
 * All of Bedrock's quotas in the client's Region: the applied values, or AWS's defaults.
 * An account has about 1,100 of them: 12 pages, about two seconds.
 * @throws the SDK's error when a page cannot be read, or an error when the list runs in a circle
 */
export async function listQuotas(
  client: ServiceQuotasClient,
  origin: QuotaOrigin,
  { abortSignal, interval = pageInterval }: ReadOptions = {},
): Promise<QuotaRow[]> {
  const paginate = origin === "applied" ? paginateListServiceQuotas : paginateListAWSDefaultServiceQuotas;
  const ending = abortSignal === undefined ? {} : { signal: abortSignal };
  const rows: QuotaRow[] = [];
  const tokens = new Set<string>();
  let started = Date.now();
  for await (const page of paginate({ client, pageSize }, { ServiceCode: serviceCode }, { abortSignal })) {
    for (const { QuotaCode: code, QuotaName: name, Value: value, ErrorReason: error, Adjustable } of page.Quotas ??
      []) {
      if (code === undefined) continue;
      rows.push({
        code: code as QuotaCode,
        name: name ?? code,
        ...(value === undefined ? {} : { value }),
        ...(error?.ErrorCode === undefined ? {} : { errorCode: error.ErrorCode }),
        adjustable: Adjustable ?? false,
      });
    }
    if (page.NextToken !== undefined && tokens.has(page.NextToken)) {
      throw new Error("Service Quotas repeats a page of its list: it would have no end");
    }
    if (page.NextToken !== undefined) tokens.add(page.NextToken);
    const early = started + interval - Date.now();
    if (page.NextToken !== undefined && early > 0) await pause(early, undefined, ending);
    started = Date.now();
  }
  return rows;
}

/**
 * The values of the quotas with these codes. The applied value counts; AWS's defaults are listed only when a code has
 * no applied one, and only for those codes.
 *
 * A row that Service Quotas could not fill (an error of a service it depends on) is `unread`, not replaced by the
 * default: the account may have another value than that.
 * @throws the SDK's error when the applied values cannot be listed; when only the defaults cannot, the codes that need
 * them are `unread`
 */
export async function readQuotas(
  client: ServiceQuotasClient,
  codes: Iterable<QuotaCode>,
  options: ReadOptions = {},
): Promise<QuotaReading> {
  const wanted = new Set(codes);
  const values = new Map<QuotaCode, QuotaValue>();
  const unread = new Map<QuotaCode, string>();

  function take(rows: readonly QuotaRow[], origin: QuotaOrigin) {
    for (const { errorCode, value, ...row } of rows) {
      if (!wanted.has(row.code) || values.has(row.code)) continue;
      if (value !== undefined) values.set(row.code, { ...row, value, origin });
      else if (errorCode?.startsWith("DEPENDENCY_")) unread.set(row.code, errorCode);
    }
  }
  const open = () => [...wanted].filter((code) => !values.has(code) && !unread.has(code));

  take(await listQuotas(client, "applied", options), "applied");
  if (open().length > 0) {
    try {
      take(await listQuotas(client, "default", options), "default");
    } catch (error) {
      const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      for (const code of open()) unread.set(code, reason);
    }
  }
  return { values, missing: open(), unread };
}
