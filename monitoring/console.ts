/** Links into the AWS console. */

/** The AWS partition that a Region belongs to. */
export const partitionOf = (region: string): "aws" | "aws-us-gov" =>
  region.startsWith("us-gov-") ? "aws-us-gov" : "aws";

const consoleHost = (region: string): string =>
  partitionOf(region) === "aws-us-gov" ? "console.amazonaws-us-gov.com" : `${region}.console.aws.amazon.com`;

/** A CloudWatch dashboard's page. */
export const dashboardUrl = (region: string, name: string): string =>
  `https://${consoleHost(region)}/cloudwatch/home?region=${region}#dashboards/dashboard/${name}`;

/** A CloudWatch alarm's page. */
export const alarmUrl = (region: string, name: string): string =>
  `https://${consoleHost(region)}/cloudwatch/home?region=${region}#alarmsV2:alarm/${twiceEncoded(name)}`;

/** The Service Quotas page of one Bedrock quota, where an increase is requested. */
export const quotaUrl = (region: string, code: string): string =>
  `https://${consoleHost(region)}/servicequotas/home/services/bedrock/quotas/${code}?region=${region}`;

/** Where a support case for a limit is opened: the page that quotas-mantle names ("AWS Support limit increase form"). */
export const limitCaseUrl = (region: string): string =>
  `https://${partitionOf(region) === "aws-us-gov" ? "console.amazonaws-us-gov.com" : "console.aws.amazon.com"}/support/home#/case/create?issueType=service-limit-increase`;

/** A CloudWatch log group's page. */
export const logGroupUrl = (region: string, name: string): string =>
  `https://${consoleHost(region)}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${twiceEncoded(name)}`;

/** The console wants names of log groups and alarms encoded twice, with $ for %. */
const twiceEncoded = (name: string): string => encodeURIComponent(encodeURIComponent(name)).replaceAll("%", "$");
