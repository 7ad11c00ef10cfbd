import { crossModelKind } from "../words/limit-kinds.ts";
import type { LimitKind, Scope } from "../words/words.ts";
import { catalogueMatcher } from "./catalogue-matcher.ts";
import type { Catalogue } from "./catalogue-types.ts";
import { type QuotaVariant, readQuotaName } from "./quota-name.ts";

/** What a quota's name says, and which model it means. Its keys are those of `headroom registry explain --json`. */
export interface Explanation {
  name: string;
  /** "" where the name is of no inference quota */
  kind: LimitKind | "";
  /** the first scope that counts; a doubled quota counts cross-region calls too. "" where it is of no one scope */
  scope: Scope | "";
  /** the model, in the words of the quota's name */
  label: string;
  variant: QuotaVariant;
  /** a daily quota of on-demand calls, of which geographic cross-region calls may use twice the value */
  doubled: boolean;
  status: "matched" | "ambiguous" | "unknown" | "not-inference";
  /** the model; every candidate where ambiguous */
  modelIds: readonly string[];
  reason: string;
}

/** Prepares to explain names against the catalogue's models; any text gets an answer. */
export function explainer(catalogue: Catalogue): (name: string) => Explanation {
  const match = catalogueMatcher(catalogue);
  const idsByName = Map.groupBy(catalogue.quotas, ({ name }) => name);
  return (name) => {
    const read = readQuotaName(name);
    const none = { name, kind: "", scope: "", label: "", variant: "", doubled: false } as const;
    if (read.is === "not-inference") return { ...none, status: "not-inference", modelIds: [], reason: read.reason };
    if (read.is === "cross-model-daily") {
      const reason = "it counts all models together, by price, so it is of no one model";
      return { ...none, kind: crossModelKind, status: "unknown", modelIds: [], reason };
    }
    const { kind, label, variant, doubled } = read;
    const about = { name, kind, scope: read.scopes[0], label, variant, doubled };
    const found = match(label);
    if (found.status === "ambiguous") {
      const reason = `could be ${found.candidates.join(" or ")}`;
      return { ...about, status: "ambiguous", modelIds: found.candidates, reason };
    }
    if (found.status === "unknown") {
      return { ...about, status: "unknown", modelIds: [], reason: "no known model has this name" };
    }
    // The registry's builder may have found that two quotas claim one place: then it trusts neither.
    const known = idsByName.get(name) ?? [];
    if (known.length > 0 && known.every(({ modelId }) => modelId === null)) {
      const reason = "its model has another quota of the same scope and kind, and the registry can't tell them apart";
      return { ...about, status: "ambiguous", modelIds: [found.modelId], reason };
    }
    return { ...about, status: "matched", modelIds: [found.modelId], reason: found.reason };
  };
}
