/** Links into the AWS console. */

/** The AWS partition that a Region belongs to. */
export const partitionOf = (region: string): "aws" | "aws-us-gov" =>
  region.startsWith("us-gov-") ? "aws-us-gov" : "aws";

const consoleHost = (region: string): string =>
  partitionOf(region) === "aws-us-gov" ? "console.amazonaws-us-gov.com" : `${region}.console.aws.amazon.com`;

/** A CloudWatch dashboard's page. */
export const dashboardUrl = (region: string, name: string): string =>
  `https://${consoleHost(region)}/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;

/** The Service Quotas page of one Bedrock quota, where an increase is requested. */
export const quotaUrl = (region: string, code: string): string =>
  `https://${consoleHost(region)}/servicequotas/home/services/bedrock/quotas/${code}?region=${region}`;

/** A CloudWatch log group's page. The console wants the name encoded twice, with $ for %. */
export const logGroupUrl = (region: string, name: string): string =>
  `https://${consoleHost(region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${encodeURIComponent(
    encodeURIComponent(name),
  ).replaceAll("%", "$")}`;
