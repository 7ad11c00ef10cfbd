/** The read-only policy that `headroom forecast` and `backtest` need: of what usage needs, neither tags nor logs. These actions take no resource. */
export const forecastPolicy = (): object => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "ReadBedrockUsage",
      Effect: "Allow",
      Action: [
        "cloudwatch:ListMetrics",
        "cloudwatch:GetMetricData",
        "bedrock:ListFoundationModels",
        "bedrock:ListInferenceProfiles",
        "servicequotas:ListServiceQuotas",
        "servicequotas:ListAWSDefaultServiceQuotas",
        "servicequotas:GetServiceQuota",
        "servicequotas:GetAWSDefaultServiceQuota",
      ],
      Resource: "*",
    },
  ],
});
