import type { QuotaUsage } from "../../../monitoring/report/document.ts";
import { kindLabels } from "../../../words/words.ts";
import { type Child, h } from "../../browser/element.ts";
import { amount, nothing, percentage } from "../../charts/format.ts";
import { type TargetHead, targetName } from "../data.ts";
import { inOrder } from "../share.ts";
import { epoch, type PageContext } from "./page.ts";
import { meanOver } from "./resolution.ts";

const origins: Readonly<Record<QuotaUsage["origin"], string>> = {
  applied: "",
  default: "AWS default: the account has no value of its own",
  none: "not in this account",
  unread: "could not be read",
};

/** The target's quotas: their values, how full they were, and where to ask for more. */
export function quotaTable(page: PageContext, target: TargetHead): HTMLElement {
  const { quotas, missingKinds, thresholds } = target;
  // What hurts comes first: a phone shows three columns before one scrolls.
  const heads = ["Quota", "Now", "Peak", "p90", "Busy minutes", "Runs out", "Compared with", "Applied", "Default"];
  const missing =
    missingKinds.length > 0 &&
    h(
      "p",
      { class: "muted" },
      `No quota of ${missingKinds.map((kind) => kindLabels[kind]).join(" or ")}: newer models often have none.`,
    );
  if (quotas.length === 0) return h("div", { class: "block" }, missing);
  return h(
    "div",
    { class: "block" },
    h(
      "div",
      { class: "table-frame", tabindex: 0, role: "region", "aria-label": `Quotas of ${targetName(target)}` },
      h(
        "table",
        { class: "plain-table quota-table" },
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            heads.map((head, index) => h("th", { scope: "col", ...(index > 0 && { class: "number" }) }, head)),
          ),
        ),
        h(
          "tbody",
          {},
          inOrder(quotas).map((quota) => row(page, quota, thresholds)),
        ),
      ),
    ),
    missing,
  );
}

function row({ time }: PageContext, quota: QuotaUsage, thresholds: TargetHead["thresholds"]): HTMLElement {
  const { kind, code, name, applied, default: standard, value, adjustable, url, utilisation } = quota;
  const cell = (name: string, main: string, note: Child = "", level?: string) =>
    h(
      "td",
      { class: level ? `number is-${level}` : "number", "data-cell": name },
      h("span", {}, main),
      note !== "" && h("small", {}, note),
    );
  const percent = (name: string, at: number | null | undefined, note: Child = "") =>
    cell(name, at == null ? nothing : percentage(at), note, at == null ? undefined : levelOf(at, thresholds));
  const peakNote =
    utilisation?.peakAt &&
    [
      utilisation.peakPeriodSeconds === 86_400
        ? utilisation.peakAt.slice(0, 10)
        : time.moment(epoch(utilisation.peakAt)),
      meanOver(utilisation.peakPeriodSeconds),
    ]
      .filter(Boolean)
      .join(", ");
  return h(
    "tr",
    { "data-kind": kind },
    h(
      "th",
      { scope: "row" },
      h("span", { class: "quota-kind" }, kindLabels[kind]),
      h(
        "small",
        {},
        h("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: name }, code),
        adjustable === null ? "" : adjustable ? ", adjustable" : ", not adjustable",
      ),
    ),
    percent("now", utilisation?.now),
    percent("peak", utilisation?.peak, peakNote || ""),
    percent("p90", utilisation?.p90, utilisation ? `${percentage(utilisation.p90IdleAsZero)} with idle as 0` : ""),
    minutesCell(quota, cell),
    runsOutCell(quota, cell, time),
    cell("value", numberOf(value), valueNote(quota)),
    cell("applied", numberOf(applied)),
    cell("default", numberOf(standard)),
  );
}

/** Which number it is that use is compared with: AWS's value, or twice that. */
const valueNote = ({ multiplier, origin, value, awsValue }: QuotaUsage): string =>
  [
    multiplier === 2 && value !== null && awsValue !== null
      ? `effective for this scope: twice AWS's value of ${amount(awsValue)}`
      : "",
    origins[origin],
  ]
    .filter(Boolean)
    .join("; ");

type MakeCell = (name: string, main: string, note?: Child, level?: string) => HTMLElement;

function minutesCell({ utilisation }: QuotaUsage, cell: MakeCell): HTMLElement {
  if (!utilisation?.minutesAbove) return cell("minutes", nothing);
  const { minutesAbove, minutesCounted } = utilisation;
  return cell(
    "minutes",
    minutesAbove.map(({ minutes }) => amount(minutes)).join(" / "),
    `≥ ${minutesAbove.map(({ percent }) => percent).join(" / ")} % of ${amount(minutesCounted)} min`,
  );
}

function runsOutCell({ daily, value }: QuotaUsage, cell: MakeCell, time: PageContext["time"]): HTMLElement {
  if (!daily) return cell("exhausted", nothing);
  const pace = `${amount(Math.round(daily.perHour))} an hour; ${amount(daily.today)} today, ${amount(daily.last24Hours)} in 24 h`;
  if (value === null) return cell("exhausted", nothing, pace);
  return daily.exhaustedAt
    ? cell("exhausted", time.moment(epoch(daily.exhaustedAt)), `at this pace: ${pace}`, "critical")
    : cell("exhausted", "not today", pace);
}

const numberOf = (value: number | null): string => (value === null ? nothing : amount(value));

/** The severity of a percentage, for its colour. */
export const levelOf = (
  percent: number,
  { warning, critical }: { warning: number; critical: number },
): "critical" | "warning" | undefined =>
  percent >= critical ? "critical" : percent >= warning ? "warning" : undefined;
