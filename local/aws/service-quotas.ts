import { loadRegistry, regions } from "../../registry/index.ts";
import { type AwsServer, type AwsService, startAwsServer } from "../servers/aws-http.ts";
import { type PretendQuota, serviceQuotas } from "../servers/service-quotas.ts";

/** Service Quotas for every Region, which the emulator does not have. */
export interface ServiceQuotas extends AwsServer {
  /** what the account has in a Region; may be changed while it runs */
  quotasIn(region: string): PretendQuota[];
  /** sets the account's value of one quota */
  apply(region: string, code: string, value: number): void;
}

/** The value of a quota whose default no source tells. */
const unknownDefault = 1_000;

/**
 * Starts a Service Quotas server that answers from the registry: every quota it knows in the Region, with AWS's default;
 * those that AWS raises on request as applied values too, as an account has them.
 */
export async function startServiceQuotas(): Promise<ServiceQuotas> {
  const accounts = new Map<string, PretendQuota[]>();
  for (const region of regions) accounts.set(region, await registryQuotas(region));
  const quotasIn = (region: string): PretendQuota[] => accounts.get(region) ?? [];
  const services = new Map(regions.map((region) => [region, serviceQuotas(quotasIn(region))]));
  const operations = Object.keys(services.values().next().value?.operations ?? {});
  const service: AwsService = {
    signingName: "servicequotas",
    protocol: "json-1.1",
    operations: Object.fromEntries(
      operations.map((operation) => [
        operation,
        (input, call) => services.get(call.region)?.operations[operation]?.(input, call) ?? { Quotas: [] },
      ]),
    ),
  };
  return {
    ...(await startAwsServer(service)),
    quotasIn,
    apply: (region, code, value) => {
      const quota = quotasIn(region).find((one) => one.code === code);
      if (!quota) throw new RangeError(`${region} has no quota ${code}`);
      quota.applied = value;
    },
  };
}

async function registryQuotas(region: string): Promise<PretendQuota[]> {
  const { models, crossModelDaily } = await loadRegistry(region);
  const quotas = new Map<string, PretendQuota>();
  const known = models.flatMap(({ scopes }) => Object.values(scopes).flatMap((scope) => scope?.quotas ?? []));
  for (const { code, name, defaultValue = unknownDefault, adjustable = false } of known)
    quotas.set(code, { code, name, default: defaultValue, adjustable, ...(adjustable && { applied: defaultValue }) });
  if (crossModelDaily) quotas.set(crossModelDaily.code, { ...crossModelDaily, default: crossModelDaily.defaultValue });
  return [...quotas.values()];
}
