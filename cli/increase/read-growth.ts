import { growthText } from "../../monitoring/forecast/texts.ts";
import type { Growth } from "../../monitoring/increase/facts.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { stretchesOf } from "../../monitoring/report/stretches.ts";
import { UserError } from "../../stacks/user-error.ts";
import { day } from "../../words/units.ts";
import { kindLabels } from "../../words/words.ts";
import { agreeToCost } from "../agree-to-cost.ts";
import { readForecasts } from "../forecast/read-forecasts.ts";
import type { UsageClients } from "../usage/clients.ts";
import type { IncreaseDocument } from "./document-shape.ts";

/** What a trend is told from: eight weeks, as `headroom forecast` does. */
const history = 56 * day;

/**
 * How the use of targets grows for which something is asked, by "<modelId> <scope>"; one whose growth can't be told, or
 * that has no trend, is left out: the person says what to expect.
 */
export async function readGrowth(
  clients: UsageClients,
  { targets }: Pick<IncreaseDocument, "targets">,
  incomplete: Incomplete[],
  now: number,
): Promise<Map<string, Growth>> {
  const asking = targets.filter(({ quotas }) => quotas.some(({ desired }) => desired !== null));
  const found = new Map<string, Growth>();
  if (asking.length === 0) return found;
  try {
    const document = await readForecasts(
      clients,
      {
        models: asking.map(({ modelId, scope }) => `${modelId}/${scope}`),
        ...{
          stretches: stretchesOf({ start: now - history, end: now }, now, "auto"),
          now,
          timeZone: "UTC",
          within: 30,
        },
      },
      {
        progress: () => {},
        agree: (what, usd) => agreeToCost(what, usd, { yes: false, mayAsk: false, mostUsd: 0 }),
        abortSignal: new AbortController().signal,
      },
    );
    for (const { modelId, scope, quotas } of document.targets) {
      const told = quotas.find(({ forecast }) => forecast.trend === "growing" || forecast.trend === "shrinking");
      if (told)
        found.set(`${modelId} ${scope}`, {
          text: `${kindLabels[told.kind]} ${growthText(told.forecast)} a week since ${told.forecast.since}, by a 90 % interval`,
        });
    }
  } catch (error) {
    if (!(error instanceof UserError) || error.exitCode === 130) throw error;
    incomplete.push({ what: "how use grows", why: error.message, effect: "the case leaves it to you to say" });
  }
  return found;
}
