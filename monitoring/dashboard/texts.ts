import { kindLabels } from "../../words/words.ts";
import { dashboardUrl, quotaUrl } from "../console.ts";
import { reservationText } from "../reservation/texts.ts";
import { reservationOf } from "../reservation/watched.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { monitoredIds, scopeOf, targetLabel } from "../target.ts";
import type { TextWidget } from "./widget.ts";

const text = (markdown: string): TextWidget => ({ type: "text", properties: { markdown } });

/** The first widget of every dashboard: where one is, and what the numbers mean. */
export function header(settings: MonitoringSettings, names: readonly string[], index: number): TextWidget {
  const { region } = settings;
  const pages =
    names.length === 1
      ? ""
      : `\n\n${names.map((name, at) => (at === index ? `**${pageTitle(at)}**` : `[${pageTitle(at)}](${dashboardUrl(region, name)})`)).join(" · ")}`;
  return text(
    [
      `# Bedrock headroom, ${region}${index === 0 ? "" : `: ${pageTitle(index)}`}`,
      "**Used** is what Bedrock finally counts: input + cache write + output × burndown rate (AWS's own EstimatedTPMQuotaUsage, unless a model is set to the formula). " +
        "**Quota** is the account's live value, read from Service Quotas and published every minute; the lines below it are the alarms' thresholds, in percent of it. " +
        "Bedrock throttles on what it *reserves* at the start of a request (input + cache write + max_tokens), so it can throttle below 100 %. " +
        "A minute without traffic has no point.",
    ].join("\n\n") + pages,
  );
}

const pageTitle = (index: number): string => (index === 0 ? "overview" : `models, part ${index}`);

/** Stands above the models of one provider. */
export const providerHeader = (provider: string): TextWidget => text(`## ${provider}`);

/** Stands above the charts of one target: its ids and quotas, each linked to its Service Quotas page. */
export function targetHeader(settings: MonitoringSettings, target: TargetSettings): TextWidget {
  const reservation = reservationOf(target, settings);
  const { region } = settings;
  const ids = monitoredIds(target, region).map((id) => `\`${id}\``);
  const shown = ids.length <= 4 ? ids.join(", ") : `${ids.slice(0, 3).join(", ")} and ${ids.length - 3} more`;
  const quotas = scopeOf(target).quotas.map(
    (quota) =>
      `[${kindLabels[quota.kind]}${quota.multiplier === 2 ? " × 2" : ""}](${quotaUrl(region, quota.code)}) ${quota.code}`,
  );
  return text(
    `### ${targetLabel(target)}\n${shown}  \nQuotas: ${quotas.length > 0 ? quotas.join(" · ") : "none known; use is shown without a percentage"}${reservation ? `  \n${"cannotTell" in reservation ? `Reservation: ${reservation.cannotTell}` : reservationText(reservation)}` : ""}`,
  );
}
