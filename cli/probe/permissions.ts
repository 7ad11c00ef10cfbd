/**
 * What `headroom probe` needs: to call models. Limit the resource to the model, or to the profile and what it calls
 * (Amazon Bedrock User Guide, inference-profiles-prereq). Converse is bedrock:InvokeModel, ConverseStream the other one.
 */
export const probePolicy = (): object => ({
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "CallModels",
      Effect: "Allow",
      Action: ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"],
      Resource: ["arn:*:bedrock:*::foundation-model/*", "arn:*:bedrock:*:*:inference-profile/*"],
    },
  ],
});
