import { usageWithoutLogsPolicy } from "../usage/permissions.ts";

/**
 * What `headroom increase` and `increase status` need: what `usage` reads, and the account's requests. To submit, and for
 * nothing else, two statements of their own, which can be left out: Service Quotas opens the support case by its
 * service-linked role (servicequotas/latest/userguide/request-quota-increase: "adding iam:CreateServiceLinkedRole").
 */
export function increasePolicy(): object {
  const { Version, Statement } = usageWithoutLogsPolicy();
  return {
    Version,
    Statement: [
      ...Statement,
      {
        Sid: "ReadQuotaRequests",
        Effect: "Allow",
        Action: [
          "servicequotas:ListRequestedServiceQuotaChangeHistory",
          "servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota",
        ],
        Resource: "*",
      },
      {
        Sid: "OnlyForSubmit",
        Effect: "Allow",
        Action: ["servicequotas:RequestServiceQuotaIncrease"],
        Resource: "arn:*:servicequotas:*:*:bedrock/*",
      },
      {
        Sid: "OnlyForTheFirstSubmit",
        Effect: "Allow",
        Action: ["iam:CreateServiceLinkedRole"],
        Resource: "arn:*:iam::*:role/aws-service-role/servicequotas.amazonaws.com/*",
        Condition: { StringEquals: { "iam:AWSServiceName": "servicequotas.amazonaws.com" } },
      },
    ],
  };
}
