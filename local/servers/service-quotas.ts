import { AwsError, type AwsService } from "./aws-http.ts";

/** One quota of the pretended account. */
export interface PretendQuota {
  code: string;
  name: string;
  /** the account's applied value; a quota without one shows only among the defaults */
  applied?: number;
  /** AWS's default; a quota without one shows only among the applied values */
  default?: number;
  adjustable?: boolean;
  /** Service Quotas could not read the applied value: the row comes without one and with this reason */
  errorCode?:
    | "DEPENDENCY_ACCESS_DENIED_ERROR"
    | "DEPENDENCY_THROTTLING_ERROR"
    | "DEPENDENCY_SERVICE_ERROR"
    | "SERVICE_QUOTA_NOT_AVAILABLE_ERROR";
}

/** One request for an increase, as the account's history has it. */
export interface PretendRequest {
  id: string;
  code: string;
  desired: number;
  status: "PENDING" | "CASE_OPENED" | "APPROVED" | "DENIED" | "NOT_APPROVED" | "CASE_CLOSED" | "INVALID_REQUEST";
  caseId?: string;
  /** epoch seconds */
  created: number;
  updated?: number;
  automatic?: true;
}

export interface RequestOptions {
  /** what was asked for; taken requests are put in; may be changed while the server runs */
  requests?: PretendRequest[];
  /** epoch seconds; the machine's clock unless given */
  now?: () => number;
}

/** "Active requests per account". servicequotas/latest/userguide/reference_limits */
const mostOpen = 20;

/**
 * Service Quotas (signing name "servicequotas"): lists and single quotas of one service, with its paging, and requests
 * for increases. Behaviour from the API's model (botocore 1.43.11, service-quotas): at most 100 a page, opaque NextToken,
 * NoSuchResourceException for a code that is not there. Of requests, seen by others: one open request a quota ("Only one
 * open service quota increase request is allowed per quota.", hashicorp/terraform-provider-aws#19657), a value that must
 * be more than the present one ("You must provide a quota value greater than the current quota value",
 * cloud-custodian/cloud-custodian#8939). Not documented and chosen here: what a quota that is not adjustable is answered.
 * @param quotas what the account has; may be changed while the server runs
 */
export function serviceQuotas(
  quotas: PretendQuota[],
  serviceCode = "bedrock",
  { requests = [], now = () => Date.now() / 1000 }: RequestOptions = {},
): AwsService {
  const row = (quota: PretendQuota, value: number | undefined, errorCode?: string) => ({
    ServiceCode: serviceCode,
    ServiceName: "Amazon Bedrock",
    QuotaArn: `arn:aws:servicequotas:us-east-1:123456789012:${serviceCode}/${quota.code}`,
    QuotaCode: quota.code,
    QuotaName: quota.name,
    ...(value === undefined ? {} : { Value: value }),
    ...(errorCode === undefined ? {} : { ErrorReason: { ErrorCode: errorCode, ErrorMessage: "no" } }),
    Unit: "None",
    Adjustable: quota.adjustable ?? false,
    GlobalQuota: false,
    QuotaAppliedAtLevel: "ACCOUNT",
  });
  const applied = () =>
    quotas
      .filter((quota) => quota.applied !== undefined || quota.errorCode !== undefined)
      .map((quota) => row(quota, quota.applied, quota.errorCode));
  const defaults = () =>
    quotas.filter((quota) => quota.default !== undefined).map((quota) => row(quota, quota.default));

  function list(rows: ReturnType<typeof row>[], input: ListInput) {
    checkService(input);
    const { MaxResults: size = 100, NextToken } = input;
    if (size < 1 || size > 100) throw new AwsError(400, "IllegalArgumentException", "MaxResults is 1 to 100");
    const start = NextToken === undefined ? 0 : Number(NextToken.replace("page-", ""));
    if (!Number.isInteger(start)) throw new AwsError(400, "InvalidPaginationTokenException");
    const end = start + size;
    return { Quotas: rows.slice(start, end), ...(end < rows.length ? { NextToken: `page-${end}` } : {}) };
  }

  function one(rows: ReturnType<typeof row>[], input: GetInput) {
    checkService(input);
    const found = rows.find((quota) => quota.QuotaCode === input.QuotaCode);
    if (found === undefined) throw new AwsError(400, "NoSuchResourceException", `no quota ${input.QuotaCode}`);
    return { Quota: found };
  }

  const requestRow = ({
    id,
    code,
    desired,
    status,
    caseId,
    created,
    updated = created,
    automatic,
  }: PretendRequest) => ({
    Id: id,
    ...(automatic && { RequestType: "AutomaticManagement" }),
    ...(caseId !== undefined && { CaseId: caseId }),
    ServiceCode: serviceCode,
    ServiceName: "Amazon Bedrock",
    QuotaCode: code,
    QuotaName: quotas.find((quota) => quota.code === code)?.name ?? code,
    DesiredValue: desired,
    Status: status,
    Created: new Date(created * 1000),
    LastUpdated: new Date(updated * 1000),
    Requester: '{"accountId":"123456789012","callerArn":"arn:aws:iam::123456789012:role/test"}',
    QuotaArn: `arn:aws:servicequotas:us-east-1:123456789012:${serviceCode}/${code}`,
    GlobalQuota: false,
    Unit: "None",
    QuotaRequestedAtLevel: "ACCOUNT",
  });

  function history(found: readonly PretendRequest[], { MaxResults: size = 100, NextToken }: ListInput) {
    if (size < 1 || size > 100) throw new AwsError(400, "IllegalArgumentException", "MaxResults is 1 to 100");
    const start = NextToken === undefined ? 0 : Number(NextToken.replace("page-", ""));
    if (!Number.isInteger(start)) throw new AwsError(400, "InvalidPaginationTokenException");
    const rows = found.filter(({ created }) => created >= now() - 90 * 86_400).map(requestRow);
    const end = start + size;
    return { RequestedQuotas: rows.slice(start, end), ...(end < rows.length ? { NextToken: `page-${end}` } : {}) };
  }

  const isOpen = ({ status }: PretendRequest) => status === "PENDING" || status === "CASE_OPENED";

  function increase({ QuotaCode: code, DesiredValue: desired, ...input }: IncreaseInput) {
    checkService(input);
    const quota = quotas.find((one) => one.code === code);
    if (quota === undefined) throw new AwsError(400, "NoSuchResourceException", `no quota ${code}`);
    if (!quota.adjustable) throw new AwsError(400, "IllegalArgumentException", "The quota is not adjustable");
    if (desired <= (quota.applied ?? quota.default ?? 0))
      throw new AwsError(
        400,
        "IllegalArgumentException",
        "You must provide a quota value greater than the current quota value",
      );
    if (requests.some((one) => one.code === code && isOpen(one)))
      throw new AwsError(
        400,
        "ResourceAlreadyExistsException",
        "Only one open service quota increase request is allowed per quota.",
      );
    if (requests.filter(isOpen).length >= mostOpen) throw new AwsError(400, "QuotaExceededException");
    const request: PretendRequest = {
      id: `request-${requests.length + 1}`,
      code,
      desired,
      status: "PENDING",
      created: Math.floor(now()),
    };
    requests.push(request);
    return { RequestedQuota: requestRow(request) };
  }

  function checkService(input: { ServiceCode: string }) {
    if (input.ServiceCode !== serviceCode) throw new AwsError(400, "NoSuchResourceException", "no such service");
  }

  return {
    signingName: "servicequotas",
    protocol: "json-1.1",
    operations: {
      ListServiceQuotas: (input: ListInput) => list(applied(), input),
      ListAWSDefaultServiceQuotas: (input: ListInput) => list(defaults(), input),
      GetServiceQuota: (input: GetInput) => one(applied(), input),
      GetAWSDefaultServiceQuota: (input: GetInput) => one(defaults(), input),
      ListRequestedServiceQuotaChangeHistory: (input: ListInput) => history(requests, input),
      ListRequestedServiceQuotaChangeHistoryByQuota: (input: ListInput & GetInput) =>
        history(
          requests.filter(({ code }) => code === input.QuotaCode),
          input,
        ),
      RequestServiceQuotaIncrease: (input: IncreaseInput) => increase(input),
    },
  };
}

interface ListInput {
  ServiceCode: string;
  MaxResults?: number;
  NextToken?: string;
}
interface GetInput {
  ServiceCode: string;
  QuotaCode: string;
}
interface IncreaseInput extends GetInput {
  DesiredValue: number;
}
