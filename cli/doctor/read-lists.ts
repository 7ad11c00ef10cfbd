import {
  type FoundationModel,
  type InferenceProfile,
  listFoundationModels,
  listInferenceProfiles,
} from "../../aws/bedrock.ts";
import { type ListedMetric, listMetrics } from "../../aws/metrics.ts";
import { listQuotas, type QuotaRow } from "../../aws/service-quotas.ts";
import type { Reading } from "../../monitoring/doctor/finding.ts";
import { mantleNamespace, runtimeNamespace } from "../../monitoring/metrics.ts";
import { AccountError, type StackAccount } from "../../stacks/account.ts";
import { parseArn } from "../../stacks/arn.ts";
import { liveRegistry, quotaNames } from "../../stacks/live-registry.ts";
import type { Registry } from "../../words/registry.ts";
import type { UsageClients } from "../usage/clients.ts";
import type { Read } from "./reading.ts";

/** What the account and its Region list, each part by itself. */
export interface AccountLists {
  models: Reading<readonly FoundationModel[]>;
  systemProfiles: Reading<readonly InferenceProfile[]>;
  applicationProfiles: Reading<readonly InferenceProfile[]>;
  applied: Reading<readonly QuotaRow[]>;
  defaults: Reading<readonly QuotaRow[]>;
  /** metrics of the last two weeks */
  runtime: Reading<readonly ListedMetric[]>;
  mantle: Reading<readonly ListedMetric[]>;
}

/** Reads every list, side by side. */
export async function readLists({ bedrock, quotas, cloudwatch }: UsageClients, read: Read): Promise<AccountLists> {
  const metrics = (namespace: string) => read("cloudwatch:ListMetrics", () => listMetrics(cloudwatch, namespace));
  const [models, systemProfiles, applicationProfiles, applied, defaults, runtime, mantle] = await Promise.all([
    read("bedrock:ListFoundationModels", () => listFoundationModels(bedrock)),
    read("bedrock:ListInferenceProfiles", () => listInferenceProfiles(bedrock, "system-defined")),
    read("bedrock:ListInferenceProfiles", () => listInferenceProfiles(bedrock, "application")),
    read("servicequotas:ListServiceQuotas", () => listQuotas(quotas, "applied")),
    read("servicequotas:ListAWSDefaultServiceQuotas", () => listQuotas(quotas, "default")),
    metrics(runtimeNamespace),
    metrics(mantleNamespace),
  ]);
  return { models, systemProfiles, applicationProfiles, applied, defaults, runtime, mantle };
}

/** The account's twelve digits, as ARNs of its profiles have them. */
export function accountIn({ systemProfiles, applicationProfiles }: AccountLists): string | undefined {
  const profiles = [systemProfiles, applicationProfiles].flatMap((list) => ("value" in list ? list.value : []));
  return profiles.map(({ arn }) => parseArn(arn)?.account ?? "").find((id) => /^\d{12}$/.test(id));
}

/** The registry with what the Region lists; a list that could not be read adds nothing. */
export async function registryOf(region: string, lists: AccountLists): Promise<Registry> {
  const { registry } = await liveRegistry(region, {
    models: valueOr(lists.models),
    profiles: valueOr(lists.systemProfiles),
    quotas: quotaNames(valueOr(lists.applied), valueOr(lists.defaults)),
  });
  return registry;
}

const valueOr = <T>(list: Reading<readonly T[]>): readonly T[] => ("value" in list ? list.value : []);

/** The lists as a stack's plan asks for them, so that nothing is read twice. */
export function accountOf(region: string, profile: string | undefined, lists: AccountLists): StackAccount {
  const given = async <T>(list: Reading<T>): Promise<T> => {
    if ("value" in list) return list.value;
    throw new AccountError(`${list.unread.why}; ${list.unread.fix}`);
  };
  return {
    region,
    profile,
    models: () => given(lists.models),
    systemProfiles: () => given(lists.systemProfiles),
    applicationProfiles: () => given(lists.applicationProfiles),
    calledIds: async () =>
      new Set((await given(lists.runtime)).flatMap(({ dimensions }) => dimensions["ModelId"] ?? [])),
    quotas: (origin) => given(origin === "applied" ? lists.applied : lists.defaults),
    registry: async () => {
      for (const list of [lists.models, lists.systemProfiles, lists.applied, lists.defaults])
        await given<unknown>(list);
      return registryOf(region, lists);
    },
  };
}
