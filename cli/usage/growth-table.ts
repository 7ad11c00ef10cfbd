import { growthText, nowText, reachText, untoldText } from "../../monitoring/forecast/texts.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";

export const growthHead = ["model", "scope", "quota", "busy day now", "growth a week", "reaches its quota", "sure"];

/** How each quota's use goes on, where the window tells; idle targets are left out. */
export const growthRows = ({ targets, generatedAt }: Pick<UsageDocument, "targets" | "generatedAt">): string[][] =>
  targets.flatMap(({ modelId, scope, quotas }) =>
    quotas
      .flatMap(({ kind, forecast }) => (forecast && !forecast.idle ? [{ kind, forecast }] : []))
      .map(({ kind, forecast }, index) => [
        index === 0 ? modelId : "",
        index === 0 ? scope : "",
        kind,
        nowText(forecast.now),
        growthText(forecast),
        reachText(forecast, generatedAt.slice(0, 10)),
        forecast.sureness ?? "",
      ]),
  );

/** What can't be told, and what would; and how to read the rest. */
export function growthNotes({ targets }: Pick<UsageDocument, "targets">): string[] {
  const told = targets.flatMap(({ modelId, scope, quotas }) =>
    quotas.flatMap(({ kind, value, forecast }) => {
      const why = forecast && untoldText(forecast, value);
      return why === undefined ? [] : [`Growth of ${modelId} (${scope}), ${kind}: ${why}.`];
    }),
  );
  const isTold = targets.some(({ quotas }) => quotas.some(({ forecast }) => forecast && !forecast.idle));
  return [
    ...told,
    ...(isTold
      ? [
          "Growth: of the p99 minute of busy days (of a daily quota, their tokens); brackets hold in 90 of 100 cases if use goes on as it did (docs/forecast.md).",
        ]
      : []),
  ];
}

/** Where growth is told, for a window that doesn't. */
export const growthPointer = ({ targets }: Pick<UsageDocument, "targets">): string[] =>
  targets.length > 0 && targets.every(({ quotas }) => quotas.every(({ forecast }) => forecast === undefined))
    ? ["How use grows, and when quotas are reached: headroom forecast, or a window of three weeks up to now."]
    : [];
