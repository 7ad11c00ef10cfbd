import { h, svg } from "../../browser/element.ts";
import type { ZonedTime } from "../../charts/zoned-time.ts";
import type { PageAlarm } from "../data.ts";

const height = 12;
/** Width of the drawing, whatever that of the screen. */
const width = 1_000;

/** When an alarm would have been on, as a strip under the chart: pale where no request was throttled. */
export function alarmStrip(
  { name, episodes, said }: PageAlarm,
  { start, end }: { start: number; end: number },
  time: ZonedTime,
): HTMLElement {
  const at = (moment: number) => (width * (moment - start)) / (end - start);
  const strip = svg(
    "svg",
    {
      class: "strip",
      role: "img",
      "aria-label": `${name}: ${described(episodes, time)}`,
      viewBox: `0 0 ${width} ${height}`,
      preserveAspectRatio: "none",
    },
    episodes.map(([on, off, throttled]) =>
      svg("rect", {
        class: throttled ? "strip-on" : "strip-quiet",
        ...{ x: at(on), y: 0, width: Math.max(1.5, at(off) - at(on)), height },
      }),
    ),
  );
  return h(
    "li",
    { class: "strip-row" },
    h("span", { class: "strip-name" }, name),
    strip,
    h("span", { class: "strip-said" }, said),
  );
}

/** What the strip shows, for those who don't see it. */
function described(episodes: PageAlarm["episodes"], time: ZonedTime): string {
  if (episodes.length === 0) return "never on";
  const first = episodes.slice(0, 5).map(([on, off]) => time.span(on, off));
  return `on ${first.join("; ")}${episodes.length > 5 ? `; ${episodes.length - 5} more times` : ""}`;
}
