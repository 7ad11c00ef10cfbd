import type { Cause } from "../../monitoring/diagnosis/causes.ts";
import { type Incident, play } from "./incident.ts";

/**
 * What refused an incident's requests, by the admission itself. Of tokens it is told by what would have helped: the same
 * requests with max_tokens that their answers need. What then is let through was refused for what was reserved. Where what
 * was counted was about the quota in the very minutes, it is what was consumed, by the word's meaning.
 * @returns the causes that refused a tenth or more of the refused
 */
export function truthOf(incident: Incident): Cause[] {
  const { refusals } = play(incident);
  const all = Object.values(refusals).reduce((sum, one) => sum + one, 0);
  const found: Cause[] = [];
  const counts = (part: number) => part >= 0.1 * all;
  const { tokensPerMinute, requestsPerMinute } = incident.quotas;
  if (tokensPerMinute === 0 || requestsPerMinute === 0) return ["quota-zero"];
  if (counts(refusals.requestsPerMinute)) found.push("requests");
  if (counts(refusals.tokensPerDay)) found.push("model-daily");
  if (counts(refusals.other)) found.push("not-a-quota");
  if (counts(refusals.tokensPerMinute)) {
    const needed = incident.loads.map((load) => ({ ...load, maxTokens: Math.ceil(1.5 * load.output) }));
    const without = play({ ...incident, loads: needed }).refusals.tokensPerMinute;
    const left = without / refusals.tokensPerMinute;
    if (left < 0.8) found.push("tokens-reserved");
    if (left > 0.2 || isOver(incident)) found.push("tokens-consumed");
  }
  const spread = play({ ...incident, loads: incident.loads.map((load) => ({ ...load, within: 1 })) }).refusals;
  const quotas = (of: typeof refusals) => of.tokensPerMinute + of.requestsPerMinute;
  if (quotas(refusals) >= 0.1 * all && quotas(spread) < 0.3 * quotas(refusals)) found.push("burst-within-minute");
  return found;
}

/** Whether half of the refused fell in minutes in which about the quota was counted, or more. */
function isOver(incident: Incident): boolean {
  const { throttled, limits } = play(incident).minutes;
  const tokens = limits.find(({ kind }) => kind === "tpm");
  let [all, over] = [0, 0];
  for (const [minute, count] of throttled.entries()) {
    all += count;
    if (tokens && tokens.used[minute]! >= 0.9 * tokens.quota[minute]!) over += count;
  }
  return over >= 0.5 * all;
}
