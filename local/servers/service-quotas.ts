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

/**
 * Service Quotas (signing name "servicequotas"): lists and single quotas of one service, with its paging.
 * Behaviour from the API's model (botocore 1.43.11, service-quotas): at most 100 a page, opaque NextToken,
 * NoSuchResourceException for a code that is not there.
 * @param quotas what the account has; may be changed while the server runs
 */
export function serviceQuotas(quotas: PretendQuota[], serviceCode = "bedrock"): AwsService {
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
