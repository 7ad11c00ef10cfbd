import type { FoundationModel, InferenceProfile, ProfileType } from "../aws/bedrock.ts";
import type { QuotaOrigin, QuotaRow } from "../aws/service-quotas.ts";
import { runtimeNamespace } from "../monitoring/metrics.ts";
import type { Registry } from "../words/registry.ts";
import { troubleOf } from "./aws-errors.ts";

/**
 * What a stack may ask of its account while it is planned. Nothing is asked before it is wanted, and nothing twice: a
 * question that failed stays failed.
 */
export interface StackAccount {
  region: string;
  profile: string | undefined;
  /** every foundation model of the Region */
  models(): Promise<readonly FoundationModel[]>;
  systemProfiles(): Promise<readonly InferenceProfile[]>;
  applicationProfiles(): Promise<readonly InferenceProfile[]>;
  /** values of dimension ModelId in AWS/Bedrock: every id that was called in the last two weeks */
  calledIds(): Promise<ReadonlySet<string>>;
  /** the account's applied values, or AWS's defaults */
  quotas(origin: QuotaOrigin): Promise<readonly QuotaRow[]>;
  /** the shipped registry with the Region's models, system-defined profiles and quotas as the account lists them */
  registry(): Promise<Registry>;
}

/** A list of the account that could not be read: `message` says why and what to do about it. */
export class AccountError extends Error {
  override readonly name = "AccountError";
}

/** Set in the environment of a program that must not reach an account: one run by `npm start`, or on an emulator. */
export const offlineVariable = "BEDROCK_HEADROOM_OFFLINE";

/** The account of the stack that runs, which every `pulumi up` and `preview` has; none where the program runs offline. */
export const programAccount = (given: AccountOptions): StackAccount | undefined =>
  process.env[offlineVariable] ? undefined : openAccount(given);

export interface AccountOptions {
  region: string;
  /** AWS profile; default: AWS_PROFILE, or the SDK's own choice */
  profile?: string | undefined;
}

/**
 * An account, read with the SDK's own chain of credentials. Opening it makes no call, and loads no SDK.
 * Each of its lists throws an AccountError where it can't be read.
 */
export function openAccount({ region, profile }: AccountOptions): StackAccount {
  const bedrock = once(async () => {
    const [{ BedrockClient }, settings, list] = await Promise.all([
      import("@aws-sdk/client-bedrock"),
      settingsOf({ region, profile }),
      import("../aws/bedrock.ts"),
    ]);
    return { client: new BedrockClient(settings), ...list };
  });
  const serviceQuotas = once(async () => {
    const [{ ServiceQuotasClient }, settings, list] = await Promise.all([
      import("@aws-sdk/client-service-quotas"),
      settingsOf({ region, profile }),
      import("../aws/service-quotas.ts"),
    ]);
    return { client: new ServiceQuotasClient(settings), ...list };
  });
  const cloudwatch = once(async () => {
    const [{ CloudWatchClient }, settings, list] = await Promise.all([
      import("@aws-sdk/client-cloudwatch"),
      settingsOf({ region, profile }),
      import("../aws/metrics.ts"),
    ]);
    return { client: new CloudWatchClient(settings), ...list };
  });
  const reading = <T>(action: string, read: () => Promise<T>): (() => Promise<T>) =>
    once(() =>
      read().catch((error: unknown) => {
        const { why, fix } = troubleOf(error, action, { region, profile: profile ?? process.env["AWS_PROFILE"] });
        throw new AccountError(`${why}; ${fix}`, { cause: error });
      }),
    );
  const profiles = (type: ProfileType) =>
    reading("bedrock:ListInferenceProfiles", async () => {
      const { client, listInferenceProfiles } = await bedrock();
      return listInferenceProfiles(client, type);
    });
  const quotas = (origin: QuotaOrigin, action: string) =>
    reading(action, async () => {
      const { client, listQuotas } = await serviceQuotas();
      return listQuotas(client, origin);
    });

  const models = reading("bedrock:ListFoundationModels", async () => {
    const { client, listFoundationModels } = await bedrock();
    return listFoundationModels(client);
  });
  const systemProfiles = profiles("system-defined");
  const applied = quotas("applied", "servicequotas:ListServiceQuotas");
  const defaults = quotas("default", "servicequotas:ListAWSDefaultServiceQuotas");
  return {
    region,
    profile,
    models,
    systemProfiles,
    applicationProfiles: profiles("application"),
    calledIds: reading("cloudwatch:ListMetrics", async () => {
      const { client, listMetrics } = await cloudwatch();
      const listed = await listMetrics(client, runtimeNamespace);
      return new Set(listed.flatMap(({ dimensions }) => dimensions["ModelId"] ?? []));
    }),
    quotas: (origin) => (origin === "applied" ? applied() : defaults()),
    registry: once(async () => {
      const [{ liveRegistry, quotaNames }, ...listed] = await Promise.all([
        import("./live-registry.ts"),
        models(),
        systemProfiles(),
        applied(),
        defaults(),
      ]);
      const [ofRegion, ofSystem, ...rows] = listed;
      const { registry } = await liveRegistry(region, {
        models: ofRegion,
        profiles: ofSystem,
        quotas: quotaNames(...rows),
      });
      return registry;
    }),
  };
}

async function settingsOf({ region, profile }: AccountOptions) {
  const { clientSettings } = await import("../aws/client.ts");
  return {
    ...clientSettings({ region, maxAttempts: 8 }),
    // Slows down by itself when AWS throttles.
    retryMode: "adaptive",
    ...(profile !== undefined && { profile }),
  };
}

/** Runs a step when it is first asked for, and answers with the same promise from then on. */
function once<T>(step: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= step();
    return answer;
  };
}
