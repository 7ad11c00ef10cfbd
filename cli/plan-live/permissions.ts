/** What `headroom plan --live` asks Service Quotas. */
export type PlanAction =
  | "servicequotas:ListServiceQuotas"
  | "servicequotas:ListAWSDefaultServiceQuotas"
  | "servicequotas:GetServiceQuota"
  | "servicequotas:GetAWSDefaultServiceQuota";

const actions: readonly PlanAction[] = [
  "servicequotas:ListServiceQuotas",
  "servicequotas:ListAWSDefaultServiceQuotas",
  "servicequotas:GetServiceQuota",
  "servicequotas:GetAWSDefaultServiceQuota",
];

/** The read-only policy that `headroom plan --live` needs; none of these can be limited to a resource when they read. */
export const planPolicy = (): object => ({
  Version: "2012-10-17",
  Statement: [{ Sid: "ReadBedrockQuotas", Effect: "Allow", Action: [...actions], Resource: "*" }],
});
