import { pause } from "../../aws/pause.ts";
import { askQuota } from "../../aws/service-quotas.ts";
import type { OtherScope } from "../../monitoring/increase/ways.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { isAwsError } from "../../stacks/aws-errors.ts";
import type { RegistryQuota } from "../../words/registry.ts";
import type { QuotaCode, Scope } from "../../words/words.ts";
import type { UsageClients } from "../usage/clients.ts";
import type { IncreaseDocument } from "./document-shape.ts";

/** What an account has of quotas; 0 where it has none. One that is not there was not read. */
export type ScopeQuotas = ReadonlyMap<QuotaCode, number>;

/** The quota that tells how much another way of calling a model takes: of tokens per minute, on mantle of input. */
function quotaIn({ model }: TargetSettings, scope: Scope): RegistryQuota | undefined {
  const kind = scope === "mantle" ? "input-tpm" : "tpm";
  return model.scopes[scope]?.quotas.find((quota) => quota.kind === kind);
}

const order = ["cross-region", "global", "on-demand", "mantle"] as const satisfies readonly Scope[];

const sameTarget =
  ({ model }: TargetSettings, scope: Scope) =>
  (one: { modelId: string; scope: Scope }) =>
    one.modelId === model.modelId && one.scope === scope;

/** A model's other ways of being called, each with its quota: as the report has it, as it was read, or AWS's default. */
export function otherScopes(target: TargetSettings, { targets }: UsageDocument, read: ScopeQuotas): OtherScope[] {
  return order.flatMap((scope): OtherScope[] => {
    const offered = target.model.scopes[scope];
    const known = quotaIn(target, scope);
    if (scope === target.scope || !offered || !known) return [];
    const used = targets.find(sameTarget(target, scope));
    const own = used?.quotas.find(({ code }) => code === known.code)?.value ?? read.get(known.code);
    const quota = own ?? known.defaultValue;
    if (!quota) return [];
    const figure = used?.figures[scope === "mantle" ? "inputTokens" : "tpm"];
    return [
      {
        ...{ scope, quota },
        id: offered.ids[0],
        from: own === undefined ? "default" : "account",
        peak: used ? (figure?.max ?? 0) : null,
      },
    ];
  });
}

/** Verdicts beside which another scope is shown. */
const withOthers = ["open-request", "not-adjustable", "support-case", "unknown"];

/** Milliseconds: GetServiceQuota allows 5 a second (servicequotas/latest/userguide/reference_limits). */
const interval = 200;

/**
 * Asks for the quotas of other scopes that a document shows, where the report did not read them.
 * @returns what could be read; AWS's defaults serve where it could not
 */
export async function readOtherScopes(
  clients: UsageClients,
  document: IncreaseDocument,
  targets: readonly TargetSettings[],
): Promise<ScopeQuotas> {
  const shown = document.targets.filter(({ quotas }) => quotas.some(({ verdict }) => withOthers.includes(verdict)));
  const codes = new Set(
    targets
      .filter((target) => shown.some(sameTarget(target, target.scope)))
      .flatMap((target) =>
        order
          .filter((scope) => scope !== target.scope && !document.targets.some(sameTarget(target, scope)))
          .flatMap((scope) => quotaIn(target, scope)?.code ?? []),
      ),
  );
  const read = new Map<QuotaCode, number>();
  for (const [index, code] of [...codes].entries()) {
    if (index > 0) await pause(interval);
    try {
      const answer = await askQuota(clients.quotas, code);
      if (answer.kind === "value") read.set(code, answer.value);
      if (answer.kind === "none") read.set(code, 0);
    } catch (error) {
      if (!isAwsError(error)) throw error;
      // The default stands for it, and is marked as such.
      return read;
    }
  }
  return read;
}
