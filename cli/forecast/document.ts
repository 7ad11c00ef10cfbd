import type * as z from "zod";
import type { QuotaForecast } from "../../monitoring/forecast/forecast.ts";
import { exitCodes, worstCode } from "../usage/exit-code.ts";
import type { forecastDocumentShape } from "./document-shape.ts";

export type ForecastDocument = z.infer<typeof forecastDocumentShape>;
export type ForecastTarget = ForecastDocument["targets"][number];
export type QuotaRow = ForecastTarget["quotas"][number];
export type Verdict = QuotaRow["verdict"];

/**
 * Whether a quota is reached so soon.
 * @param now epoch seconds
 * @param within days
 */
export function verdictOf({ trend, reach, idle }: QuotaForecast, now: number, within: number): Verdict {
  if (idle) return "idle";
  if (trend === "cannot-tell" || reach === null) return "cannot-tell";
  const last = new Date((now + within * 86_400) * 1_000).toISOString().slice(0, 10);
  if (reach.likely !== null && reach.likely <= last) return "likely";
  return reach.earliest !== null && reach.earliest <= last ? "may" : "not";
}

const codes: Readonly<Record<Verdict, number>> = {
  likely: exitCodes.critical,
  "cannot-tell": exitCodes.cannotTell,
  may: exitCodes.warning,
  not: exitCodes.ok,
  idle: exitCodes.ok,
};

/** 2: some quota is likely reached within --within; 3: something could not be told; 1: some may be; 4: nothing found; 0: none. */
export function exitCodeOf({ targets, incomplete }: Pick<ForecastDocument, "targets" | "incomplete">): number {
  const all = targets.flatMap(({ quotas }) => quotas.map(({ verdict }) => codes[verdict]));
  if (incomplete.length > 0) all.push(exitCodes.cannotTell);
  if (all.length > 0) return worstCode(all);
  // Of what is in use no quota is known: that is no "all is well".
  return targets.length > 0 ? exitCodes.cannotTell : exitCodes.nothingFound;
}

/** How pressing each verdict is, the most first: the order of tables. */
const order: readonly Verdict[] = ["likely", "may", "cannot-tell", "not", "idle"];

/** What is reached first comes first; what has no likely day after what has one; of the rest the fullest. */
export function soonestFirst(a: QuotaRow, b: QuotaRow): number {
  const dateOf = ({ forecast: { reach } }: QuotaRow) => `${reach?.likely ?? never} ${reach?.earliest ?? never}`;
  return (
    order.indexOf(a.verdict) - order.indexOf(b.verdict) ||
    dateOf(a).localeCompare(dateOf(b)) ||
    (b.forecast.now?.mid ?? 0) - (a.forecast.now?.mid ?? 0)
  );
}

/** By each target's first quota; those without one last. */
export const soonestTargetFirst = ({ quotas: [a] }: ForecastTarget, { quotas: [b] }: ForecastTarget): number =>
  a && b ? soonestFirst(a, b) : Number(a === undefined) - Number(b === undefined);

const never = "9999";
