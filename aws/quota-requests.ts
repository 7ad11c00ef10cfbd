import {
  paginateListRequestedServiceQuotaChangeHistory,
  paginateListRequestedServiceQuotaChangeHistoryByQuota,
  type RequestedServiceQuotaChange,
  RequestServiceQuotaIncreaseCommand,
  type ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import type { QuotaRequest } from "../monitoring/increase/quota-request.ts";
import type { QuotaCode } from "../words/words.ts";
import { pacedPages } from "./paced-pages.ts";
import type { ReadOptions } from "./service-quotas.ts";

const serviceCode = "bedrock";
/** The most that a page holds. API ListRequestedServiceQuotaChangeHistory (botocore 1.43.11, service-quotas) */
const pageSize = 100;
/**
 * Milliseconds between the starts of two pages: ListRequestedServiceQuotaChangeHistory and …ByQuota allow 5 a second and
 * account, not adjustable. docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html
 */
const pageInterval = 200;

/**
 * Bedrock's requests for increases in the client's Region, open or closed, of the last 90 days, in AWS's order.
 * @param code of one quota alone
 * @throws the SDK's error when a page cannot be read, or an error when the list has no end
 */
export async function listQuotaRequests(
  client: ServiceQuotasClient,
  { code, abortSignal, interval = pageInterval }: ReadOptions & { code?: QuotaCode } = {},
): Promise<QuotaRequest[]> {
  const settings = { client, pageSize };
  const ending = abortSignal === undefined ? [] : ([{ abortSignal }] as const);
  const pages =
    code === undefined
      ? paginateListRequestedServiceQuotaChangeHistory(settings, { ServiceCode: serviceCode }, ...ending)
      : paginateListRequestedServiceQuotaChangeHistoryByQuota(
          settings,
          { ServiceCode: serviceCode, QuotaCode: code },
          ...ending,
        );
  const requests: QuotaRequest[] = [];
  for await (const { RequestedQuotas = [] } of pacedPages(pages, interval, abortSignal))
    requests.push(...RequestedQuotas.flatMap(requestOf));
  return requests;
}

/**
 * Asks for a larger quota, once. The API takes no client token, so a request whose answer was lost may have been taken:
 * give a client that sends once (`maxAttempts: 1`), and look into the history before another try.
 * @param desired Service Quotas' own value, without multiplier; more than the present one
 * @throws the SDK's error; an error where the answer names no request
 */
export async function requestIncrease(
  client: ServiceQuotasClient,
  code: QuotaCode,
  desired: number,
): Promise<QuotaRequest> {
  const { RequestedQuota } = await client.send(
    new RequestServiceQuotaIncreaseCommand({ ServiceCode: serviceCode, QuotaCode: code, DesiredValue: desired }),
  );
  const [request] = RequestedQuota === undefined ? [] : requestOf(RequestedQuota);
  if (request?.code !== code) throw new Error("the answer of Service Quotas names no request of this quota");
  return request;
}

/** A request as plain data: one, or none where it lacks what names it. */
function requestOf(change: RequestedServiceQuotaChange): QuotaRequest[] {
  const {
    Id: id,
    QuotaCode: code,
    QuotaName,
    DesiredValue: desired,
    Status: status,
    CaseId,
    Created,
    LastUpdated,
  } = change;
  if (id === undefined || code === undefined || desired === undefined || status === undefined || !Created) return [];
  return [
    {
      id,
      code: code as QuotaCode,
      name: QuotaName ?? code,
      desired,
      status,
      ...(CaseId && { caseId: CaseId }),
      created: secondsOf(Created),
      updated: secondsOf(LastUpdated ?? Created),
      ...(change.RequestType === "AutomaticManagement" && { automatic: true as const }),
    },
  ];
}

const secondsOf = (date: Date): number => Math.floor(date.getTime() / 1_000);
