import type { Exactness, Figure } from "../../monitoring/reservation/logged-figures.ts";
import { dash, percent, short, whole } from "../usage/numbers.ts";
import type { LoggedModel, ReservationDocument } from "./document.ts";

/** A table of the report; `names` and `optional` are as a terminal's narrow lines need them. */
export interface ReportTable {
  title: string;
  head: readonly string[];
  rows: readonly (readonly string[])[];
  optional: readonly number[];
}

const marks: Readonly<Record<Exactness, string>> = {
  measured: "",
  assumed: "≈",
  "at-least": "≥",
  "at-least-assumed": "≈",
};

const marked = (figure: Figure | null, value: number | null | undefined, text: (value: number) => string): string =>
  figure === null || value === null || value === undefined ? dash : `${marks[figure.exactness]}${text(value)}`;

const peak = (figure: Figure | null): string => marked(figure, figure?.peak, short);

/** A share of some requests is no bound of that of all. */
const shareMark = ({ exactness }: Figure): string => (exactness === "measured" ? "" : "≈");

/** The tables that terminal and Markdown share. */
export function reportTables(document: ReservationDocument): ReportTable[] {
  const { models } = document;
  const several = new Set(models.map(({ region }) => region)).size > 1;
  const label = ({ id, region }: LoggedModel) => (several ? `${id} (${region ?? "no Region"})` : id);
  return [
    {
      title: "Tokens a minute, peaks",
      head: ["model", "requests", "begun", "used", "held", "taken", "given back", "begun ÷ quota*", "taken ÷ quota*"],
      rows: models.map((model) => {
        const { counts, figures, gapShare, quota } = model;
        return [
          label(model),
          whole(counts.requests),
          peak(figures.begun),
          peak(figures.used),
          peak(figures.held),
          peak(figures.taken),
          figures.gap && gapShare !== null ? `${shareMark(figures.gap)}${percent(gapShare)}` : dash,
          marked(figures.begun, quota?.begunPeak, percent),
          marked(figures.taken, quota?.takenPeak, percent),
        ];
      }),
      optional: [5, 7],
    },
    {
      title: "max_tokens beside what was written",
      head: ["model", "none", "no body", "max_tokens min", "p50", "p99", "max", "output p50", "p99", "max"],
      rows: models.map((model) => {
        const { counts, maxTokens, outputTokens } = model;
        return [
          label(model),
          whole(counts.without),
          whole(counts.unseen + counts.unknown),
          ...[maxTokens?.min, maxTokens?.p50, maxTokens?.p99, maxTokens?.max].map(whole),
          ...[outputTokens?.p50, outputTokens?.p99, outputTokens?.max].map(whole),
        ];
      }),
      optional: [3, 6, 9],
    },
  ];
}

/** What the columns mean, and why some have nothing. */
export function legend({ models }: ReservationDocument): string[] {
  const lines = [
    "begun: input + cache write + max_tokens of the requests begun in a minute; used: what Bedrock finally counts; held: held at once, averaged over the minute; taken: held + used; given back: of all that was begun, what use did not need.",
  ];
  if (models.some(({ quota }) => quota))
    lines.push("* AWS's default quota. The account's own may be another: headroom quotas --region <region>");
  const reasons = Map.groupBy(
    models.flatMap(({ id, cannotTell }) => Object.entries(cannotTell).map(([figure, why]) => ({ id, figure, why }))),
    ({ why }) => why,
  );
  for (const [why, own] of reasons) {
    const figures = [...new Set(own.map(({ figure }) => figure))].join(", ");
    const ids = [...new Set(own.map(({ id }) => id))];
    const shown = ids.length > 3 ? `${ids.slice(0, 3).join(", ")} and ${ids.length - 3} more` : ids.join(", ");
    lines.push(`Cannot tell ${figures} of ${shown}: ${why}.`);
  }
  return lines;
}

/** What was read, and what could not be. */
export function readLines({ read }: ReservationDocument): { said: string; warnings: string[] } {
  const { files, records, corruptLines, otherLines, withoutRecords, broken, skipped } = read;
  const warnings = [
    ...broken.map(({ name, why }) => `${name}: ${why}; what was read of it counts.`),
    ...few(withoutRecords.map(({ name, why }) => `${name}: ${why}.`)),
    ...(corruptLines > 0
      ? [`${whole(corruptLines)} ${corruptLines === 1 ? "line is" : "lines are"} no whole JSON and left out.`]
      : []),
    ...(otherLines > 0
      ? [
          `${whole(otherLines)} ${otherLines === 1 ? "line is no record" : "lines are no records"} of a model invocation.`,
        ]
      : []),
  ];
  const beside = skipped.length > 0 ? `; ${whole(skipped.length)} files beside the logs were left out` : "";
  return {
    said: `Read: ${whole(records)} records in ${whole(files)} ${files === 1 ? "file" : "files"}${beside}.`,
    warnings,
  };
}

const few = (lines: readonly string[]): string[] =>
  lines.length > 5 ? [...lines.slice(0, 5), `${lines.length - 5} more files have no records.`] : [...lines];
