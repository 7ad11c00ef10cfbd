/** What a refresh asks AWS, and the IAM action that each takes: all of them only read. */
export const refreshCalls = {
  ListFoundationModels: "bedrock:ListFoundationModels",
  ListInferenceProfiles: "bedrock:ListInferenceProfiles",
  ListServiceQuotas: "servicequotas:ListServiceQuotas",
  ListAWSDefaultServiceQuotas: "servicequotas:ListAWSDefaultServiceQuotas",
} as const;

/** The policy of a role that may refresh the registry and nothing else. Lists have no resources to name, so "*". */
export const refreshPolicy = {
  Version: "2012-10-17",
  Statement: [{ Sid: "RefreshRegistry", Effect: "Allow", Action: Object.values(refreshCalls), Resource: "*" }],
};
