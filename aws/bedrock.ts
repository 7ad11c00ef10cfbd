import {
  type BedrockClient,
  type FoundationModelSummary,
  type InferenceProfileSummary,
  ListFoundationModelsCommand,
  ListTagsForResourceCommand,
  paginateListInferenceProfiles,
} from "@aws-sdk/client-bedrock";

/** The most that a page of inference profiles holds. API ListInferenceProfiles (botocore 1.43.11, bedrock) */
const profilesPerPage = 1_000;

/** A foundation model that the client's Region offers. */
export interface FoundationModel {
  /** e.g. "anthropic.claude-opus-5" */
  modelId: string;
  arn: string;
  name?: string;
  provider?: string;
  /** as AWS names them: TEXT, IMAGE, EMBEDDING … */
  inputModalities: readonly string[];
  outputModalities: readonly string[];
  /** as AWS names them: ON_DEMAND, PROVISIONED, INFERENCE_PROFILE … */
  inferenceTypes: readonly string[];
  /** absent where AWS does not say */
  streaming?: boolean;
  lifecycle?: "ACTIVE" | "LEGACY";
  /** ISO dates and times, where AWS has announced them */
  legacy?: string;
  extendedAccess?: string;
  endOfLife?: string;
}

/** system-defined: `us.…`, `global.…`; application: made by the account, its id opaque */
export type ProfileType = "system-defined" | "application";

/** An inference profile of the client's Region. */
export interface InferenceProfile {
  /** what shows as ModelId in AWS/Bedrock */
  profileId: string;
  arn: string;
  name: string;
  type: ProfileType;
  description?: string;
  /** ARNs of the foundation models that it calls, one for each Region; a global profile's first has no Region */
  modelArns: readonly string[];
}

export interface ListOptions {
  abortSignal?: AbortSignal;
}

/**
 * Every foundation model of the client's Region. The API has no pages.
 * @throws the SDK's error when the list cannot be read
 */
export async function listFoundationModels(
  client: BedrockClient,
  { abortSignal }: ListOptions = {},
): Promise<FoundationModel[]> {
  const answer = await client.send(new ListFoundationModelsCommand({}), ending(abortSignal));
  return (answer.modelSummaries ?? []).flatMap((summary) => foundationModel(summary) ?? []);
}

/**
 * Every inference profile of one type in the client's Region, all pages. The API page does not say which types come
 * when none is asked for, so the type always is.
 * @throws the SDK's error when a page cannot be read
 */
export async function listInferenceProfiles(
  client: BedrockClient,
  type: ProfileType,
  { abortSignal }: ListOptions = {},
): Promise<InferenceProfile[]> {
  const typeEquals = type === "application" ? "APPLICATION" : "SYSTEM_DEFINED";
  const pages = paginateListInferenceProfiles(
    { client, pageSize: profilesPerPage },
    { typeEquals },
    ending(abortSignal),
  );
  const profiles: InferenceProfile[] = [];
  for await (const page of pages) {
    for (const summary of page.inferenceProfileSummaries ?? []) {
      const profile = inferenceProfile(summary, type);
      if (profile) profiles.push(profile);
    }
  }
  return profiles;
}

/**
 * The tags of a resource of Bedrock, e.g. an application inference profile.
 * @throws the SDK's error when they cannot be read
 */
export async function listTags(
  client: BedrockClient,
  arn: string,
  { abortSignal }: ListOptions = {},
): Promise<Record<string, string>> {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceARN: arn }), ending(abortSignal));
  return Object.fromEntries(tags.map(({ key = "", value = "" }) => [key, value]));
}

const ending = (abortSignal: AbortSignal | undefined) => (abortSignal === undefined ? {} : { abortSignal });

function foundationModel(summary: FoundationModelSummary): FoundationModel | undefined {
  const { modelId, modelArn, modelName, providerName, responseStreamingSupported, modelLifecycle } = summary;
  if (modelId === undefined) return undefined;
  return {
    modelId,
    arn: modelArn ?? "",
    ...(modelName !== undefined && { name: modelName }),
    ...(providerName !== undefined && { provider: providerName }),
    inputModalities: summary.inputModalities ?? [],
    outputModalities: summary.outputModalities ?? [],
    inferenceTypes: summary.inferenceTypesSupported ?? [],
    ...(responseStreamingSupported !== undefined && { streaming: responseStreamingSupported }),
    ...(modelLifecycle?.status !== undefined && { lifecycle: modelLifecycle.status }),
    ...(modelLifecycle?.legacyTime !== undefined && { legacy: modelLifecycle.legacyTime.toISOString() }),
    ...(modelLifecycle?.publicExtendedAccessTime !== undefined && {
      extendedAccess: modelLifecycle.publicExtendedAccessTime.toISOString(),
    }),
    ...(modelLifecycle?.endOfLifeTime !== undefined && { endOfLife: modelLifecycle.endOfLifeTime.toISOString() }),
  };
}

function inferenceProfile(summary: InferenceProfileSummary, type: ProfileType): InferenceProfile | undefined {
  const { inferenceProfileId: profileId, inferenceProfileArn: arn, inferenceProfileName: name, description } = summary;
  if (profileId === undefined || arn === undefined) return undefined;
  return {
    profileId,
    arn,
    name: name ?? profileId,
    type,
    ...(description !== undefined && { description }),
    modelArns: (summary.models ?? []).flatMap(({ modelArn }) => modelArn ?? []),
  };
}
