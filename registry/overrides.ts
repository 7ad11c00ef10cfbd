/** A quota label that means a model though it spells none of the model's names; settled by a person. */
export interface Override {
  /** the model in the quota's name, as readQuotaName gives it */
  label: string;
  modelId: string;
  /** how one knows */
  reason: string;
}

/**
 * Reviewed by hand: whatever isn't certain stays out, and its quotas stay unknown. Left out on purpose: "Twelve Labs
 * Marengo", which two models of different versions could be.
 */
export const overrides: readonly Override[] = [
  {
    label: "Amazon Titan Text Embeddings",
    modelId: "amazon.titan-embed-text-v1",
    reason: "the first Titan model for text embeddings, whose later version has rows of its own (V2)",
  },
  {
    label: "Amazon Titan Text Embeddings V2",
    modelId: "amazon.titan-embed-text-v2:0",
    reason: "the model card of this name has this id; titan-embed-g1-text-02's card is Titan Embeddings G1 - Text v2",
  },
  {
    label: "Amazon Titan Image Generator G1 V2",
    modelId: "amazon.titan-image-generator-v2:0",
    reason: "the model card of this name has this id",
  },
  {
    label: "Gemma 3 4B",
    modelId: "google.gemma-3-4b-it",
    reason: "the only Gemma 3 of this size; the label leaves out IT, for instruction-tuned",
  },
  {
    label: "Gemma 3 12B",
    modelId: "google.gemma-3-12b-it",
    reason: "the only Gemma 3 of this size; the label leaves out IT, for instruction-tuned",
  },
  {
    label: "Gemma 3 27B",
    modelId: "google.gemma-3-27b-it",
    reason: "the only Gemma 3 of this size; AWS lists this id under the name Gemma 3 27B PT",
  },
  {
    label: "Meta Llama 4 Maverick V1",
    modelId: "meta.llama4-maverick-17b-instruct-v1:0",
    reason: "the only Llama 4 Maverick; the label leaves out 17B Instruct",
  },
  {
    label: "Meta Llama 4 Scout V1",
    modelId: "meta.llama4-scout-17b-instruct-v1:0",
    reason: "the only Llama 4 Scout; the label leaves out 17B Instruct",
  },
  {
    label: "Magistral Small 1.2",
    modelId: "mistral.magistral-small-2509",
    reason: "Mistral AI's version 1.2 of Magistral Small is its release 2509",
  },
  {
    label: "Ministral 3B 3.0",
    modelId: "mistral.ministral-3-3b-instruct",
    reason: "the Ministral 3 of this size; named like the 14B's row, whose model AWS lists as Ministral 14B 3.0",
  },
  {
    label: "Ministral 8B 3.0",
    modelId: "mistral.ministral-3-8b-instruct",
    reason: "the Ministral 3 of this size; named like the 14B's row, whose model AWS lists as Ministral 14B 3.0",
  },
  {
    label: "Mistral Large",
    modelId: "mistral.mistral-large-2402-v1:0",
    reason:
      "the requests' row of Mistral Large (24.02); the later ones have their own: Mistral Large 2407, Mistral Large 3",
  },
  {
    label: "Mistral AI Mistral Large",
    modelId: "mistral.mistral-large-2402-v1:0",
    reason:
      "the tokens' rows of Mistral Large (24.02); the later ones have their own: Mistral Large 2407, Mistral Large 3",
  },
  {
    label: "Mistral AI Mistral Small",
    modelId: "mistral.mistral-small-2402-v1:0",
    reason: "the only Mistral Small on Bedrock",
  },
  {
    label: "Mistral AI Mixtral 8X7BB Instruct",
    modelId: "mistral.mixtral-8x7b-instruct-v0:1",
    reason: "a slip of AWS's in the tokens-per-minute row; its requests and daily rows say 8x7b",
  },
  {
    label: "Voxtral Mini 1.0",
    modelId: "mistral.voxtral-mini-3b-2507",
    reason: "Mistral AI's card of this release is headed Voxtral Mini 1.0 (3B) - 2507",
  },
  {
    label: "Voxtral Small 1.0",
    modelId: "mistral.voxtral-small-24b-2507",
    reason: "Mistral AI's card of this release is headed Voxtral Small 1.0 (24B) - 2507",
  },
  {
    label: "NVIDIA Nemotron Nano 2",
    modelId: "nvidia.nemotron-nano-9b-v2",
    reason: "launched on Bedrock as NVIDIA Nemotron Nano 2 9B",
  },
  {
    label: "NVIDIA Nemotron Nano 2 VL",
    modelId: "nvidia.nemotron-nano-12b-v2",
    reason: "launched on Bedrock as NVIDIA Nemotron Nano 2 VL 12B; the only one with vision",
  },
  {
    label: "Twelve Labs Pegasus",
    modelId: "twelvelabs.pegasus-1-2-v1:0",
    reason: "the only Pegasus on Bedrock",
  },
];
