import type { RecordedAccount } from "./recorded-account.ts";

/** Moves an account on: something new, gone, renamed, recoded and raised. */
export function moveOn({ models, profiles, quotas }: RecordedAccount): void {
  const quota = (name: string) => quotas.find((one) => one.name === name)!;
  const model = (modelId: string) => models.find((one) => one.modelId === modelId)!;
  models.push({
    modelId: "anthropic.claude-opus-6",
    name: "Claude Opus 6",
    provider: "Anthropic",
    inferenceTypes: ["INFERENCE_PROFILE"],
  });
  profiles.push({
    profileId: "us.anthropic.claude-opus-6",
    name: "US Anthropic Claude Opus 6",
    type: "SYSTEM_DEFINED",
    modelArns: ["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-opus-6"],
  });
  quotas.push(
    {
      code: "L-0000AAA1",
      name: "Cross-region model inference tokens per minute for Anthropic Claude Opus 6",
      default: 1,
      adjustable: true,
    },
    { code: "L-0000AAA2", name: "On-demand model inference tokens per minute for Example Unheard-of 1", default: 2 },
    { code: "L-0000AAA3", name: "On-demand model inference tokens per minute for Ambiguous", default: 3 },
  );
  for (const provider of ["One", "Two"]) {
    models.push({
      modelId: `${provider.toLowerCase()}.ambiguous`,
      name: "Ambiguous",
      provider,
      inferenceTypes: ["ON_DEMAND"],
    });
  }
  models.splice(models.indexOf(model("deepseek.v3.2")), 1);
  model("qwen.qwen3-32b-v1:0").lifecycle = "LEGACY";
  model("qwen.qwen3-32b-v1:0").endOfLife = "2027-03-01T00:00:00Z";
  quota("Cross-region model inference tokens per minute for Anthropic Claude Opus 5").default = 40_000_000;
  quota("Cross-region model inference tokens per minute for Anthropic Claude Sonnet 5").code = "L-0000AAA4";
  const nova = quota("Cross-region model inference tokens per minute for Amazon Nova Pro");
  nova.name = "Cross-region model inference tokens per minute for Amazon Nova Pro V1";
  quotas.splice(quotas.indexOf(quota("On-demand model inference tokens per minute for Amazon Nova Lite")), 1);
}
