import type { QuotaUsage, Standing, TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { lastThrottledText } from "../../monitoring/report/standing.ts";
import { isDaily } from "../../words/limit-kinds.ts";
import { noValue } from "../account-quotas/quota-text.ts";
import { fittedTable } from "../fitted-table.ts";
import { clockTime, dash, marked, short } from "./numbers.ts";
import { type LineScale, percentsOf, scaleOf, scaleText, sparkline } from "./sparkline.ts";
import type { Paint, Style } from "./terminal.ts";

const sparkWidth = 20;

/** How a standing is marked. */
export const looks = {
  "throttled-now": { mark: "✗", style: "red" },
  throttled: { mark: "✗", style: "yellow" },
  over: { mark: "●", style: "red" },
  near: { mark: "▲", style: "yellow" },
  unknown: { mark: "?", style: "cyan" },
  ok: { mark: "✓", style: "green" },
} as const satisfies Record<Standing, { mark: string; style: Style }>;

const columns = [
  { head: "" },
  { head: "model" },
  { head: "scope" },
  { head: "quota" },
  { head: "code" },
  { head: "value", right: true },
  { head: "now", right: true },
  { head: "p90", right: true },
  { head: "peak", right: true },
  { head: "at" },
  { head: "last throttled" },
  { head: "min ≥70/90/100%", right: true },
  { head: "over time" },
] as const;
const column = (head: (typeof columns)[number]["head"]): number => columns.findIndex((one) => one.head === head);

/** Every quota of every target: how full it is, and when Bedrock last throttled. */
export function quotaTable({ targets, timeZone }: UsageDocument, paint: Paint, width: number): string {
  const scale = scaleOf(targets);
  const rows = targets.flatMap((target) => {
    const { mark, style } = looks[target.standing];
    const shown = target.quotas.length > 0 ? target.quotas : [undefined];
    return shown.map((quota, index) => {
      const throttled = throttledText(target, timeZone);
      const own = index === 0 ? (throttled === "now" ? paint("red", throttled) : throttled) : "";
      return [
        index === 0 ? paint(style, mark) : "",
        index === 0 ? target.modelId : "",
        index === 0 ? target.scope : "",
        ...(quota
          ? quotaCells(quota, target, own, timeZone, paint, scale)
          : ["no quota known", ...new Array(6).fill(""), own, "", ""]),
      ];
    });
  });
  return fittedTable(
    {
      head: columns.map(({ head }) => (head === "over time" ? scaleText(scale) : head)),
      rows,
      align: columns.map((one) => ("right" in one ? "right" : "left")),
      names: 3,
      optional: [column("over time"), column("min ≥70/90/100%"), column("code"), column("at"), column("p90")],
    },
    width,
  );
}

/** When a target was last throttled, in a time zone. */
export const throttledText = (target: TargetUsage, timeZone: string): string =>
  lastThrottledText(target, (time) => clockTime(time, timeZone), dash);

function quotaCells(
  quota: QuotaUsage,
  { charts, thresholds }: TargetUsage,
  throttled: string,
  timeZone: string,
  paint: Paint,
  scale: LineScale,
): string[] {
  const { utilisation: use, kind, code, value, origin, multiplier, daily } = quota;
  const tint = (percentage: number | null, text: string): string => {
    if (percentage === null) return text;
    if (percentage >= thresholds.critical) return paint("red", text);
    return percentage >= thresholds.warning ? paint("yellow", text) : text;
  };
  const from = `${multiplier === 2 ? "²" : ""}${origin === "default" ? "*" : ""}`;
  const line = sparkline(percentsOf(quota, charts), sparkWidth, scale);
  if (!use) {
    const shown = origin === "none" || origin === "unread" ? noValue[origin] : `${short(value)}${from}`;
    return [kind, code, shown, dash, dash, dash, "", throttled, "", line];
  }
  const { bounds } = use;
  return [
    kind,
    code,
    `${short(value)}${from}`,
    tint(use.now, marked(use.now, bounds.now)),
    tint(use.p90, marked(use.p90, bounds.p90)),
    tint(use.peak, marked(use.peak, bounds.peak)),
    isDaily(kind) && use.peakAt ? use.peakAt.slice(5, 10) : clockTime(use.peakAt, timeZone),
    throttled,
    use.minutesAbove
      ? use.minutesAbove.map(({ minutes, bounds: more }) => `${more ? "≥" : ""}${short(minutes)}`).join("/")
      : dash,
    daily?.exhaustedAt ? paint("red", `used up ${clockTime(daily.exhaustedAt, timeZone)}`) : line,
  ];
}
