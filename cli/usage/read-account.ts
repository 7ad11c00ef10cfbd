import { type InferenceProfile, listFoundationModels, listInferenceProfiles } from "../../aws/bedrock.ts";
import { listQuotas } from "../../aws/service-quotas.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import type { Finding } from "../../registry/build.ts";
import { UnknownRegionError } from "../../registry/index.ts";
import { liveRegistry, quotaNames } from "../../stacks/live-registry.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { Registry } from "../../words/registry.ts";
import type { QuotaLists } from "../account-quotas/settle-quotas.ts";
import { attempt } from "./attempt.ts";
import type { UsageClients } from "./clients.ts";

/** What the account and its Region have, metrics apart. */
export interface Account {
  /** the shipped registry with what the Region itself lists */
  registry: Registry;
  /** what each quota's name came to */
  findings: readonly Finding[];
  quotaLists: QuotaLists;
  /** undefined: could not be read */
  applicationProfiles: readonly InferenceProfile[] | undefined;
  systemProfiles: readonly InferenceProfile[];
  incomplete: Incomplete[];
}

/**
 * Reads quotas, models and profiles, side by side. What is denied is left out and told; what makes everything fail
 * (no credentials) ends the command.
 */
export async function readAccount(clients: UsageClients, abortSignal?: AbortSignal): Promise<Account> {
  const incomplete: Incomplete[] = [];
  const ending = abortSignal === undefined ? {} : { abortSignal };
  const trying = <T>(
    what: string,
    action: Parameters<typeof attempt>[2],
    effect: string,
    read: () => Promise<T>,
  ): Promise<T | undefined> => attempt(clients, what, action, effect, incomplete, read);

  const [applied, defaults, models, applicationProfiles, systemProfiles] = await Promise.all([
    trying("the account's quotas", "servicequotas:ListServiceQuotas", "use can't be compared with any quota", () =>
      listQuotas(clients.quotas, "applied", ending),
    ),
    trying(
      "AWS's default quotas",
      "servicequotas:ListAWSDefaultServiceQuotas",
      "what is far under AWS's default can't be told",
      () => listQuotas(clients.quotas, "default", ending),
    ),
    trying("the Region's models", "bedrock:ListFoundationModels", "models newer than this version are unknown", () =>
      listFoundationModels(clients.bedrock, ending),
    ),
    trying(
      "application inference profiles",
      "bedrock:ListInferenceProfiles",
      "their traffic is not counted with the model whose quota it draws on",
      () => listInferenceProfiles(clients.bedrock, "application", ending),
    ),
    trying(
      "system inference profiles",
      "bedrock:ListInferenceProfiles",
      "profiles newer than this version are unknown",
      () => listInferenceProfiles(clients.bedrock, "system-defined", ending),
    ),
  ]);
  const { registry, findings } = await registryFor(clients.region, {
    models: models ?? [],
    profiles: systemProfiles ?? [],
    quotas: quotaNames(applied ?? [], defaults ?? []),
  });
  return {
    registry,
    findings,
    quotaLists: { applied, defaults },
    applicationProfiles,
    systemProfiles: systemProfiles ?? [],
    incomplete,
  };
}

async function registryFor(...[region, listed]: Parameters<typeof liveRegistry>) {
  try {
    return await liveRegistry(region, listed);
  } catch (error) {
    if (error instanceof UnknownRegionError) throw new UserError(error.message, 3);
    throw error;
  }
}
