import { AwsError, type AwsService } from "./aws-http.ts";

/** One foundation model of the pretended Region. */
export interface PretendModel {
  modelId: string;
  name?: string;
  provider?: string;
  inputModalities?: readonly string[];
  outputModalities?: readonly string[];
  inferenceTypes?: readonly string[];
  /** left out of the answer where undefined, as AWS does for some models */
  streaming?: boolean;
  lifecycle?: "ACTIVE" | "LEGACY";
  /** ISO dates and times */
  legacy?: string;
  extendedAccess?: string;
  endOfLife?: string;
}

/** One inference profile of the pretended account. */
export interface PretendProfile {
  profileId: string;
  name?: string;
  type: "SYSTEM_DEFINED" | "APPLICATION";
  modelArns: readonly string[];
  tags?: Readonly<Record<string, string>>;
}

export interface PretendBedrock {
  models: PretendModel[];
  profiles: PretendProfile[];
  /** model invocation logging as API GetModelInvocationLoggingConfiguration answers it; none: it is off */
  logging?: object;
}

/** The ARN that an inference profile of the pretended account has. */
export const profileArn = ({ type, profileId }: PretendProfile, region = "us-east-1"): string =>
  `arn:aws:bedrock:${region}:123456789012:${type === "APPLICATION" ? "application-inference-profile" : "inference-profile"}/${profileId}`;

/**
 * Bedrock's control plane (signing name "bedrock"): foundation models, inference profiles with their paging, tags.
 * Behaviour from the API's model (botocore 1.43.11, bedrock): 1 to 1,000 profiles a page (asked for without a number:
 * 100 here; AWS does not document its default), no pages of models, times as ISO text, ResourceNotFoundException for the
 * tags of what is not there.
 * @param account what the account has; may be changed while the server runs
 */
export function bedrock(account: PretendBedrock): AwsService {
  const invalid = (reason: string) => new AwsError(400, "ValidationException", reason);

  function listFoundationModels(input: { byProvider?: string; byInferenceType?: string }, call: { region: string }) {
    const modelSummaries = account.models
      .filter(({ provider }) => input.byProvider === undefined || provider === input.byProvider)
      .filter(({ inferenceTypes }) => !input.byInferenceType || inferenceTypes?.includes(input.byInferenceType))
      .map(({ modelId, name, provider, endOfLife, streaming, ...model }) => ({
        modelArn: `arn:aws:bedrock:${call.region}::foundation-model/${modelId}`,
        modelId,
        modelName: name,
        providerName: provider,
        inputModalities: model.inputModalities ?? ["TEXT"],
        outputModalities: model.outputModalities ?? ["TEXT"],
        responseStreamingSupported: streaming,
        customizationsSupported: [],
        inferenceTypesSupported: model.inferenceTypes ?? ["ON_DEMAND"],
        modelLifecycle: {
          status: model.lifecycle ?? "ACTIVE",
          ...(model.legacy && { legacyTime: model.legacy }),
          ...(model.extendedAccess && { publicExtendedAccessTime: model.extendedAccess }),
          ...(endOfLife && { endOfLifeTime: endOfLife }),
        },
      }));
    return { modelSummaries };
  }

  function listInferenceProfiles(
    input: { type?: string; maxResults?: string; nextToken?: string },
    call: { region: string },
  ) {
    const size = Number(input.maxResults ?? 100);
    if (!Number.isInteger(size) || size < 1 || size > 1_000) throw invalid("maxResults is 1 to 1000");
    if (input.type !== undefined && input.type !== "SYSTEM_DEFINED" && input.type !== "APPLICATION") {
      throw invalid(`type ${input.type}`);
    }
    const start = input.nextToken === undefined ? 0 : Number(input.nextToken.replace("page-", ""));
    if (!Number.isInteger(start)) throw invalid("nextToken");
    const found = account.profiles.filter(({ type }) => input.type === undefined || type === input.type);
    const end = start + size;
    return {
      inferenceProfileSummaries: found.slice(start, end).map((profile) => ({
        inferenceProfileName: profile.name ?? profile.profileId,
        createdAt: "2026-01-01T00:00:00Z",
        updatedAt: "2026-01-01T00:00:00Z",
        inferenceProfileArn: profileArn(profile, call.region),
        models: profile.modelArns.map((modelArn) => ({ modelArn })),
        inferenceProfileId: profile.profileId,
        status: "ACTIVE",
        type: profile.type,
      })),
      ...(end < found.length ? { nextToken: `page-${end}` } : {}),
    };
  }

  function listTagsForResource({ resourceARN }: { resourceARN: string }, call: { region: string }) {
    const found = account.profiles.find((profile) => profileArn(profile, call.region) === resourceARN);
    if (!found) throw new AwsError(404, "ResourceNotFoundException", `no resource ${resourceARN}`);
    return { tags: Object.entries(found.tags ?? {}).map(([key, value]) => ({ key, value })) };
  }

  return {
    signingName: "bedrock",
    protocol: "rest-json",
    routes: {
      "GET /foundation-models": "ListFoundationModels",
      "GET /inference-profiles": "ListInferenceProfiles",
      "POST /listTagsForResource": "ListTagsForResource",
      "GET /logging/modelinvocations": "GetModelInvocationLoggingConfiguration",
    },
    operations: {
      ListFoundationModels: listFoundationModels,
      ListInferenceProfiles: listInferenceProfiles,
      ListTagsForResource: listTagsForResource,
      GetModelInvocationLoggingConfiguration: () => (account.logging ? { loggingConfig: account.logging } : {}),
    },
  };
}
