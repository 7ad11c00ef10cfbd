import { minute } from "../../words/units.ts";
import { kindLabels } from "../../words/words.ts";
import { thresholdLines } from "../alarms/utilisation.ts";
import type { ReservationFigures } from "../reservation/reservation.ts";
import { drawnRequests, reservationOf } from "../reservation/watched.ts";
import type { MonitoringSettings, TargetSettings } from "../settings.ts";
import { type Chart, chartWidget, colours, severityColour } from "./chart.ts";
import type { Widget } from "./widget.ts";

/** What is reserved beside what is used, what of it is given back, and how many requests that is known of. */
export function reservationCharts(settings: MonitoringSettings, target: TargetSettings): Widget[] {
  const figures = reservationOf(target, settings);
  if (!figures || "cannotTell" in figures) return [];
  const seen = drawnRequests(target, settings, figures.settings);
  const chart = (title: string, lines: Chart["lines"], label: string) =>
    chartWidget({
      title,
      region: settings.region,
      period: minute,
      lines,
      left: { min: 0, label, showUnits: false },
    });
  return [
    chart(
      `Reservation against ${kindLabels[figures.kind]}${estimated(figures)}`,
      [
        { expression: figures.taken, colour: colours.other },
        { expression: figures.held, colour: colours.output },
        { expression: figures.used, colour: colours.usage },
        ...(figures.quota ? [{ expression: figures.quota, colour: colours.quota }] : []),
        ...levels(settings, figures),
      ],
      "tokens",
    ),
    chart(
      `Reserved and not used${estimated(figures)}`,
      [
        { expression: figures.begun, colour: colours.other },
        { expression: figures.gap, colour: colours.caution },
        { expression: figures.used, colour: colours.usage },
      ],
      "tokens a minute",
    ),
    ...(seen.length > 0
      ? [
          chart(
            "Requests whose reservation is seen",
            seen.map((expression, index) => ({ expression, colour: seenColours[index % seenColours.length]! })),
            "requests a minute",
          ),
        ]
      : []),
  ];
}

const seenColours = [colours.quota, colours.usage, colours.caution, colours.trouble] as const;

const estimated = ({ settings, partial }: ReservationFigures): string =>
  (settings.source === "estimate" ? " (an upper bound, not measured)" : "") +
  (partial ? ", without application profiles" : "");

/** A line for each threshold of the alarms on the reservation. */
function levels(
  { severities }: MonitoringSettings,
  { settings: { thresholds }, quota }: ReservationFigures,
): Chart["lines"] {
  if (!quota) return [];
  return thresholdLines({ thresholds }, { quota }).map(({ amount }, index) => ({
    expression: amount,
    // Of the stack's own: a single threshold is not the severest one for that.
    colour: severityColour(
      severities.findIndex(({ name }) => name === thresholds[index]?.name),
      severities.length,
    ),
  }));
}
