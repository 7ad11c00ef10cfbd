import { hasMaxTokens } from "../../monitoring/alarms/use-text.ts";
import { quotaUrl } from "../../monitoring/console.ts";
import { increaseFacts, type ReadBesides } from "../../monitoring/increase/facts.ts";
import { judgeQuota } from "../../monitoring/increase/judge.ts";
import type { Ask } from "../../monitoring/increase/need.ts";
import type { QuotaRequest } from "../../monitoring/increase/quota-request.ts";
import { waysOf } from "../../monitoring/increase/ways.ts";
import type { TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { isMeasurable, type LimitKind } from "../../words/words.ts";
import type { IncreaseDocument, IncreaseTarget, RequestPart } from "./document-shape.ts";
import { otherScopes, type ScopeQuotas } from "./other-scopes.ts";

/** Raised when a field changes its meaning or goes. Described in docs/increase.md. */
const increaseSchemaVersion = 1;

export interface IncreaseParts {
  usage: UsageDocument;
  targets: readonly TargetSettings[];
  /** undefined: they could not be read */
  requests: readonly QuotaRequest[] | undefined;
  ask: Ask;
  /** kinds that were named; empty: those that CloudWatch can tell the use of */
  kinds: readonly LimitKind[];
  besidesOf: (target: TargetUsage) => ReadBesides;
  /** of the models' other scopes, what the account has of quotas that the report does not read */
  scopeQuotas: ScopeQuotas;
  /** epoch seconds */
  now: number;
}

export function increaseDocument(parts: IncreaseParts): IncreaseDocument {
  const { usage, ask } = parts;
  const { generatedAt, region, window, incomplete } = usage;
  return {
    schemaVersion: increaseSchemaVersion,
    ...{ generatedAt, region },
    window: { start: window.start, end: window.end },
    ask: "to" in ask ? { to: ask.to } : { headroomPercent: Math.round(ask.headroom * 1_000) / 10 },
    targets: usage.targets.flatMap((own) => targetPart(own, parts)),
    submitted: null,
    incomplete,
  };
}

function targetPart(own: TargetUsage, parts: IncreaseParts): IncreaseTarget[] {
  const { usage, targets, requests, ask, kinds, besidesOf, now, scopeQuotas } = parts;
  const target = targets.find(({ model, scope }) => model.modelId === own.modelId && scope === own.scope);
  if (!target) return [];
  const { modelId, name, scope } = own;
  const { lifecycle, legacy, endOfLife } = target.model;
  const quotas = own.quotas.filter(({ kind }) => (kinds.length > 0 ? kinds.includes(kind) : isMeasurable(kind)));
  const others = otherScopes(target, usage, scopeQuotas);
  return [
    {
      ...{ modelId, name, scope, lifecycle },
      profileId: target.model.scopes[scope]?.ids[0] ?? modelId,
      facts: increaseFacts(own, besidesOf(own)),
      quotas: quotas.map((quota) => {
        const judged = judgeQuota({
          usage: own,
          life: { lifecycle, ...(legacy && { legacy }), ...(endOfLife && { endOfLife }) },
          ...{ quota, ask, requests, now },
        });
        const { kind, code, name: quotaName, url, awsValue, multiplier, value, default: standard, adjustable } = quota;
        return {
          ...{ kind, code, name: quotaName, url, awsValue, multiplier, value, default: standard, adjustable },
          ...judged,
          request: judged.request && requestPart(judged.request),
          ways: waysOf({
            verdict: judged.verdict,
            ...{ quota, scope, modelId, others },
            crossRegionTpm: crossRegionTpm(target, usage),
            region: usage.region,
            hasMaxTokens: hasMaxTokens(target),
          }),
        };
      }),
    },
  ];
}

/** The model's cross-Region quota of tokens per minute: as the report read it, else as the registry knows it. */
function crossRegionTpm({ model, scope }: TargetSettings, { targets, region }: UsageDocument) {
  if (scope === "mantle") return undefined;
  const read = targets.find((one) => one.modelId === model.modelId && one.scope === "cross-region");
  const known = model.scopes["cross-region"]?.quotas.find(({ kind }) => kind === "tpm");
  return (
    read?.quotas.find(({ kind }) => kind === "tpm") ??
    (known && { code: known.code, url: quotaUrl(region, known.code), adjustable: known.adjustable ?? null })
  );
}

export const requestPart = ({ created, updated, automatic, ...request }: QuotaRequest): RequestPart => ({
  ...request,
  caseId: request.caseId ?? null,
  created: isoTime(created),
  updated: isoTime(updated),
  automatic: automatic === true,
});
