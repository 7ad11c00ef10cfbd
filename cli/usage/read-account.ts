import { type InferenceProfile, listFoundationModels, listInferenceProfiles } from "../../aws/bedrock.ts";
import { listQuotas, type QuotaRow } from "../../aws/service-quotas.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import type { LiveQuota, LiveQuotas } from "../../monitoring/report/quota-values.ts";
import type { Finding } from "../../registry/build.ts";
import { UnknownRegionError } from "../../registry/index.ts";
import { liveRegistry, quotaNames } from "../../stacks/live-registry.ts";
import { UserError } from "../../stacks/user-error.ts";
import type { Registry } from "../../words/registry.ts";
import type { QuotaCode } from "../../words/words.ts";
import { attempt } from "./attempt.ts";
import type { UsageClients } from "./clients.ts";

/** What the account and its Region have, metrics apart. */
export interface Account {
  /** the shipped registry with what the Region itself lists */
  registry: Registry;
  /** what each quota's name came to */
  findings: readonly Finding[];
  quotas: LiveQuotas;
  quotaRows: { applied: readonly QuotaRow[] | undefined; defaults: readonly QuotaRow[] | undefined };
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
      "a quota that the account has only as a default shows as unknown",
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
    quotas: applied === undefined ? undefined : liveQuotas(applied, defaults),
    quotaRows: { applied, defaults },
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

function liveQuotas(applied: readonly QuotaRow[], defaults: readonly QuotaRow[] | undefined): LiveQuotas {
  const known = new Map<QuotaCode, LiveQuota>();
  for (const { code, value, adjustable } of defaults ?? []) {
    known.set(code, { applied: null, default: value ?? null, adjustable });
  }
  for (const { code, value, adjustable, errorCode } of applied) {
    const unread = value === undefined && errorCode !== undefined ? { unread: errorCode } : {};
    known.set(code, { applied: value ?? null, default: known.get(code)?.default ?? null, adjustable, ...unread });
  }
  return known;
}
