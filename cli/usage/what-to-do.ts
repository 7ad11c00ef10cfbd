import type { TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { standingTexts } from "../../monitoring/report/standing.ts";
import { wrapped } from "../wrapped.ts";
import { agoText, clockTime, percent, whole } from "./numbers.ts";
import { looks } from "./quota-table.ts";
import type { Paint } from "./terminal.ts";

/** So many targets are explained where nobody asked for one by name. */
const most = 5;

/** Of each target that hurts: what happened, what can be the cause, what to do. No line where none does. */
export function whatToDo(document: UsageDocument, paint: Paint, width: number): string[] {
  const hurting = document.targets.filter(({ standing }) => standing !== "ok");
  const lines = hurting.slice(0, most).flatMap((target) => {
    const { mark, style } = looks[target.standing];
    const title = `${target.modelId} (${target.scope}): ${standingTexts[target.standing]}`;
    const list = (items: readonly string[], bullet: (index: number) => string) =>
      items.map((item, index) => hanging(`  ${bullet(index)} `, item, width));
    return [
      `${paint(style, mark)}  ${paint("bold", wrapped(title, width - 3, "  ", ""))}`,
      ...whatHappened(target, document).map((line) => hanging("  ", line, width)),
      ...(target.causes.length > 0 ? ["  Because, the likeliest first:", ...list(target.causes, () => " -")] : []),
      ...(target.steps.length > 0
        ? [
            "  Do this:",
            ...target.steps.flatMap(({ text, url }, index) => [
              ...list([text], () => ` ${index + 1}.`),
              // A link is whole, or it can't be followed.
              ...(url === undefined ? [] : [`     ${url}`]),
            ]),
          ]
        : []),
      "",
    ];
  });
  const rest = hurting.length - most;
  const more =
    rest > 0
      ? [wrapped(`${rest} more are not ok: name one as an argument, or see --html or --markdown.`, width), ""]
      : [];
  return [...lines, ...more];
}

/** What is certain: throttles, and how full the quotas were. */
export function whatHappened(
  { figures, throttleRate, lastThrottled, because, standing }: TargetUsage,
  { generatedAt, timeZone }: Pick<UsageDocument, "generatedAt" | "timeZone">,
): string[] {
  const throttles = figures.throttles?.total ?? 0;
  if (lastThrottled === null) return standing === "unknown" ? [] : [`${because}.`];
  const at = `${clockTime(lastThrottled.at, timeZone)}, ${agoText(lastThrottled.at, generatedAt)}`;
  return [`${whole(throttles)} requests throttled (${percent(throttleRate)} of all), the last at ${at}.`];
}

/** A text with its further lines under its first word. */
const hanging = (lead: string, text: string, width: number): string =>
  wrapped(text, width, " ".repeat(lead.length), lead);
