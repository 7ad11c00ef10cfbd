import type { QuotaUsage, Utilisation } from "../../../monitoring/report/document.ts";
import { kindLabels } from "../../../words/words.ts";
import { type Child, h } from "../../browser/element.ts";
import { amount, nothing } from "../../charts/format.ts";
import type { TargetHead } from "../data.ts";
import { markedPercentage, percentageBounds } from "../marks.ts";
import { inOrder } from "../share.ts";
import { epoch, type PageContext } from "./page.ts";
import { meanOver } from "./resolution.ts";

/** The heads of the columns by what their cells are. */
const heads = {
  value: "Compared with",
  applied: "Applied",
  default: "Default",
  now: "Now",
  p90: "p90",
  peak: "Peak",
  minutes: "Busy minutes",
  exhausted: "Runs out",
} as const;

const origins: Readonly<Record<QuotaUsage["origin"], string>> = {
  applied: "",
  default: "AWS default: the account has no value of its own",
  none: "not in this account",
  unread: "could not be read",
};

/** The target's quotas: their values, how full they were, and where to ask for more. */
export function quotaTable(page: PageContext, { quotas, missingKinds, thresholds }: TargetHead): HTMLElement {
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
      { class: "table-frame", tabindex: 0, role: "group", "aria-label": "Quotas" },
      h(
        "table",
        // Roles are said, because a phone's style lays the rows out as blocks, which would take the meaning from them.
        { class: "plain-table quota-table", role: "table" },
        h(
          "thead",
          { role: "rowgroup" },
          h(
            "tr",
            { role: "row" },
            h("th", { scope: "col", role: "columnheader" }, "Quota"),
            Object.values(heads).map((head) => h("th", { scope: "col", class: "number", role: "columnheader" }, head)),
          ),
        ),
        h(
          "tbody",
          { role: "rowgroup" },
          inOrder(quotas).map((quota) => row(page, quota, thresholds)),
        ),
      ),
    ),
    missing,
  );
}

function row({ time }: PageContext, quota: QuotaUsage, thresholds: TargetHead["thresholds"]): HTMLElement {
  const { kind, code, name, applied, default: standard, value, adjustable, url, utilisation } = quota;
  const cell: MakeCell = (name, main, note = "", level) =>
    h(
      "td",
      { class: level ? `number is-${level}` : "number", "data-cell": name, "data-head": heads[name], role: "cell" },
      h("span", {}, main),
      note !== "" && h("small", {}, note),
    );
  const percent = (name: "now" | "p90" | "peak", note = "") => {
    const at = utilisation?.[name];
    if (at == null) return cell(name, nothing, note);
    const bounds = utilisation?.bounds[name];
    const notes = [percentageBounds(bounds), note].filter(Boolean).join("; ");
    return cell(name, markedPercentage(at, bounds), notes, levelOf(at, thresholds));
  };
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
    { "data-kind": kind, role: "row" },
    h(
      "th",
      { scope: "row", role: "rowheader" },
      h("span", { class: "quota-kind" }, kindLabels[kind]),
      h(
        "small",
        {},
        h("a", { href: url, target: "_blank", rel: "noopener noreferrer", title: name }, code),
        adjustable === null ? "" : adjustable ? ", adjustable" : ", not adjustable",
      ),
    ),
    cell("value", numberOf(value), valueNote(quota)),
    cell("applied", numberOf(applied)),
    cell("default", numberOf(standard)),
    percent("now"),
    percent("p90", utilisation ? idleNote(utilisation) : ""),
    percent("peak", peakNote || ""),
    minutesCell(quota, cell),
    runsOutCell(quota, cell, time),
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

const idleNote = ({ p90IdleAsZero, bounds }: Utilisation): string =>
  `${markedPercentage(p90IdleAsZero, bounds.p90IdleAsZero)} with idle as 0`;

type MakeCell = (name: keyof typeof heads, main: string, note?: Child, level?: string) => HTMLElement;

function minutesCell({ utilisation }: QuotaUsage, cell: MakeCell): HTMLElement {
  if (!utilisation?.minutesAbove) return cell("minutes", nothing);
  const { minutesAbove, minutesCounted } = utilisation;
  return cell(
    "minutes",
    minutesAbove.map(({ minutes, bounds }) => `${bounds ? "≥" : ""}${amount(minutes)}`).join(" / "),
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
