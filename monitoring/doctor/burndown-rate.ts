/** Sums of tokens for each hour, of every id of a target together; NaN: no value. All of one length. */
export interface BurndownHours {
  /** EstimatedTPMQuotaUsage */
  estimated: ArrayLike<number>;
  input: ArrayLike<number>;
  cacheWrite: ArrayLike<number>;
  cacheRead: ArrayLike<number>;
  output: ArrayLike<number>;
}

export type MeasuredRate =
  /** one whole rate explains the hours */
  | { kind: "steady"; rate: number; hours: number; outputTokens: number }
  /** no whole rate does; `because` says what is seen */
  | { kind: "mixed"; because: string; hours: number }
  /** too little use to tell */
  | { kind: "thin"; hours: number; outputTokens: number };

/**
 * How far an hour may be off a rate, of what the rate makes of it: metrics of one request can fall into two hours, and
 * what EstimatedTPMQuotaUsage rounds is not documented.
 */
const tolerance = 0.02;
/** Hours with output that are needed: one alone fits many stories. */
const fewestHours = 3;
/** Output tokens that are needed in all: a rate of 5 and of 5.1 must be apart. */
const fewestTokens = 1_000;

/**
 * The burndown rate by AWS's own figure: (estimated − input − cache write) ÷ output
 * (bedrock/latest/userguide/quotas-token-burndown: input + cache write + output × rate; cache reads count nothing).
 * AWS's rates are whole numbers, so one is told only where a whole number explains the hours.
 */
export function measuredRate(hours: BurndownHours): MeasuredRate {
  const rows = rowsOf(hours);
  const output = total(rows.map((row) => row.output));
  if (rows.length < fewestHours || output < fewestTokens)
    return { kind: "thin", hours: rows.length, outputTokens: output };
  const plain = ratesOf(rows, 0);
  if (plain.isSteady) return { kind: "steady", rate: plain.rate, hours: rows.length, outputTokens: output };
  const because =
    rows.some(({ cacheRead }) => cacheRead > 0) && ratesOf(rows, 1).isSteady
      ? "it fits a whole rate only if cache reads count, which AWS's page says they don't"
      : `hours give ${plain.lowest.toFixed(1)} to ${plain.highest.toFixed(1)}, and no whole rate explains them`;
  return { kind: "mixed", because, hours: rows.length };
}

interface Row {
  /** estimated − input − cache write */
  rest: number;
  estimated: number;
  output: number;
  cacheRead: number;
}

/** Hours that have AWS's figure and output; what is missing beside them is 0, as CloudWatch puts no zeros. */
function rowsOf({ estimated, input, cacheWrite, cacheRead, output }: BurndownHours): Row[] {
  const rows: Row[] = [];
  for (let hour = 0; hour < estimated.length; hour++) {
    const counted = estimated[hour] ?? Number.NaN;
    const out = orZero(output[hour]);
    if (Number.isNaN(counted) || out <= 0) continue;
    rows.push({
      estimated: counted,
      rest: counted - orZero(input[hour]) - orZero(cacheWrite[hour]),
      output: out,
      cacheRead: orZero(cacheRead[hour]),
    });
  }
  return rows;
}

/** @param cacheShare what a token read from the cache counts */
function ratesOf(rows: readonly Row[], cacheShare: 0 | 1) {
  const rest = ({ rest: own, cacheRead }: Row) => own - cacheShare * cacheRead;
  const exact = total(rows.map(rest)) / total(rows.map((row) => row.output));
  const rate = Math.round(exact);
  const rates = rows.map((row) => rest(row) / row.output);
  const isSteady =
    rate >= 1 &&
    Math.abs(exact - rate) <= tolerance * rate &&
    rows.every((row) => Math.abs(rest(row) - rate * row.output) <= tolerance * row.estimated + 1);
  return { rate, isSteady, lowest: Math.min(...rates), highest: Math.max(...rates) };
}

const orZero = (value: number | undefined): number => (value === undefined || Number.isNaN(value) ? 0 : value);
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
