import { type Advice, adviceOn, costOf } from "../../monitoring/advice/advice.ts";
import { atOnce, heldTokens, requestsAMinute, usedTokens } from "../../monitoring/advice/capacity.ts";
import { type AdviceFacts, factsOf } from "../../monitoring/advice/facts.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import type { RegistryModel } from "../../words/registry.ts";
import type { Scope } from "../../words/words.ts";

/** Raised when a field changes its meaning or goes. Described in docs/advise.md. */
const adviceSchemaVersion = 1;

export interface AdviceDocument {
  schemaVersion: typeof adviceSchemaVersion;
  generatedAt: string;
  region: string;
  window: { start: string; end: string };
  targets: TargetAdvice[];
  /** what could not be read, as in the usage report */
  incomplete: UsageDocument["incomplete"];
}

export interface TargetAdvice {
  modelId: string;
  name: string;
  scope: Scope;
  /** requests throttled in the window */
  throttles: number;
  facts: AdviceFacts | null;
  /** of a request now: tokens that it counts and holds, how many fill the quota: at once, and a minute */
  now: { usedTokens: number; heldTokens: number; atOnce: number; requestsAMinute: number } | null;
  advice: Advice[];
  /** why there is none */
  because?: string;
}

export interface AdviceParts {
  usage: UsageDocument;
  targets: readonly { target: TargetSettings; outputP99: number | undefined }[];
  models: readonly RegistryModel[];
  maxTokens: number | undefined;
  margin: number;
}

export function adviceDocument({ usage, targets, models, maxTokens, margin }: AdviceParts): AdviceDocument {
  const quotaOf = (modelId: string, scope: Scope) =>
    usage.targets
      .find((one) => one.modelId === modelId && one.scope === scope)
      ?.quotas.find(({ kind }) => kind === "tpm")?.value ?? undefined;
  const { generatedAt, region, window, incomplete } = usage;
  return {
    schemaVersion: adviceSchemaVersion,
    ...{ generatedAt, region, incomplete },
    window: { start: window.start, end: window.end },
    targets: usage.targets.map((own): TargetAdvice => {
      const found = targets.find(({ target }) => target.model.modelId === own.modelId && target.scope === own.scope);
      const { modelId, name, scope } = own;
      const about = { modelId, name, scope, throttles: own.figures.throttles?.total ?? 0 };
      if (!found) return { ...about, facts: null, now: null, advice: [], because: "it could not be read" };
      const asked = own.reservation?.asked?.maxTokens;
      const facts = factsOf(found.target, own, { outputP99: found.outputP99, maxTokens: asked, given: maxTokens });
      if ("because" in facts) return { ...about, facts: null, now: null, advice: [], because: facts.because };
      const cost = costOf(facts);
      return {
        ...about,
        facts,
        now: {
          usedTokens: usedTokens(cost),
          heldTokens: heldTokens(cost),
          atOnce: atOnce(facts.quota, cost),
          requestsAMinute: requestsAMinute(facts.quota, cost),
        },
        advice: adviceOn({ target: found.target, facts, models, margin, quotaOf }),
      };
    }),
  };
}
