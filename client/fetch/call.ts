import { bodyMaxTokens } from "../read/body-request.ts";
import { converseMaxTokens } from "../read/converse.ts";
import { modelIdOf } from "../read/model-id.ts";
import { regionOfEnvironment, regionOfHost } from "../read/region.ts";
import { skim, textOf } from "../read/skim.ts";
import type { MaxTokens, Series } from "../words.ts";

/** A request to a model, as far as its address and body tell. */
export interface Call {
  series: Series;
  maxTokens: MaxTokens;
}

const runtimePath = /\/model\/([^/]+)\/(converse|converse-stream|invoke|invoke-with-response-stream)$/;
/** OpenAI's and Anthropic's APIs, under whatever prefix the endpoint has them ("/openai/v1", "/v1", "/anthropic/v1"). */
const compatiblePath = /\/(?:chat\/completions|responses|messages)$/;

/** @returns undefined for what is no request to a model, e.g. a list of models */
export function callOf(url: URL, method: string, body: unknown): Call | undefined {
  if (method.toUpperCase() !== "POST") return undefined;
  const [, encoded, action] = runtimePath.exec(url.pathname) ?? [];
  if (encoded !== undefined && action !== undefined) {
    const named = decodeURIComponent(encoded);
    const series = seriesOf(url, modelIdOf(named));
    const isConverse = action.startsWith("converse");
    return { series, maxTokens: isConverse ? converseBody(body, named) : bodyMaxTokens(body, series.modelId) };
  }
  if (!compatiblePath.test(url.pathname)) return undefined;
  const text = textOf(body);
  const named = text === undefined ? undefined : skim(text)?.get("model");
  const modelId = named === undefined ? "unknown" : modelIdOf(named);
  return { series: seriesOf(url, modelId), maxTokens: bodyMaxTokens(body, modelId) };
}

function converseBody(body: unknown, modelId: string): MaxTokens {
  const text = textOf(body);
  const members = text === undefined ? undefined : skim(text);
  if (!members) return "unknown";
  return converseMaxTokens({
    modelId,
    inferenceConfig: members.get("inferenceConfig"),
    additionalModelRequestFields: members.get("additionalModelRequestFields"),
  });
}

const seriesOf = ({ hostname }: URL, modelId: string): Series => ({
  region: regionOfHost(hostname) ?? regionOfEnvironment(),
  endpoint: /(?:^|\.)bedrock-mantle\./.test(hostname) ? "bedrock-mantle" : "bedrock-runtime",
  modelId,
});
