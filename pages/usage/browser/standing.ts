import type { Standing } from "../../../monitoring/report/document.ts";
import { lastThrottledText, standingTexts } from "../../../monitoring/report/standing.ts";
import { h } from "../../browser/element.ts";
import { nothing } from "../../charts/format.ts";
import type { TargetHead } from "../data.ts";
import { epoch, type PageContext } from "./page.ts";

/** The colours of a standing are those of a severity. */
export const severityOfStanding = {
  "throttled-now": "critical",
  throttled: "warning",
  over: "critical",
  near: "warning",
  unknown: "unknown",
  ok: "ok",
} as const satisfies Record<Standing, string>;

/** A standing as it stands alone. */
export const standingName = (standing: Standing): string => {
  const text = standing === "ok" ? "OK" : standingTexts[standing];
  return `${text[0]!.toUpperCase()}${text.slice(1)}`;
};

export const standingBadge = (standing: Standing): HTMLElement =>
  h("span", { class: `badge severity-${severityOfStanding[standing]}` }, standingName(standing));

/** When a target was last throttled, in the page's time zone. */
export const throttledText = (target: TargetHead, { time }: Pick<PageContext, "time">): string =>
  lastThrottledText(target, (at) => time.moment(epoch(at)), nothing);
