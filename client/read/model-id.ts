/** CloudWatch's dimension values: 1 to 1,024 ASCII characters (Amazon CloudWatch API Reference, Dimension); ids are shorter. */
const allowed = /^[\x21-\x7e]{1,256}$/;

/**
 * How CloudWatch names a model: ids as they are, of an ARN the last part (of an application inference profile, its id).
 * What ModelId Bedrock gives to a prompt's ARN is not documented; it keeps "prompt/" so that it is taken for no model.
 * @param modelId what the request names; anything else than an id gives "invalid"
 */
export function modelIdOf(modelId: unknown): string {
  if (typeof modelId !== "string" || !allowed.test(modelId)) return "invalid";
  if (!modelId.startsWith("arn:")) return modelId;
  const resource = modelId.split(":").slice(5).join(":");
  return resource.startsWith("prompt/") ? resource : resource.slice(resource.indexOf("/") + 1) || "invalid";
}
