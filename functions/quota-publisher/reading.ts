import type { QuotaOrigin, QuotaRow } from "../../aws/service-quotas.ts";
import type { QuotaCode } from "../../words/words.ts";
import { describe } from "./log.ts";
import type { QuotaPort } from "./port.ts";
import { type Asked, type Held, type Listed, needsAnswer, type Verdict, verdictOf } from "./verdict.ts";

/** What one reading of Service Quotas found. */
export interface Reading {
  /** one for each code that was asked for */
  verdicts: ReadonlyMap<QuotaCode, Verdict>;
  /** why the list as a whole could not be used */
  failure?: string;
  /** AWS's defaults, where their list was read */
  defaults: ReadonlyMap<QuotaCode, number>;
  /** how many rows the lists had */
  rows: RowCounts;
}
export type RowCounts = Partial<Record<QuotaOrigin, number>>;

/**
 * A list with fewer than this share of the rows of the last good one is no list. AWS's lists grow and shrink by a few
 * rows a week (1,123 in all), never by half; a page that is cut off or an empty answer takes far more. What a smaller
 * cut takes away is found code by code: each code that is gone is asked for.
 */
const leastShare = 0.5;

export interface ReadingTask {
  codes: readonly QuotaCode[];
  /** what holds of a code so far; called when the lists have been read */
  held: (code: QuotaCode) => Held;
  /** rows of the last good lists */
  rows: RowCounts;
  /** whether a code is seen for the first time, so that AWS's default is worth comparing with */
  isNew: (code: QuotaCode) => boolean;
  /** what is read from elsewhere at the same time; `held` and `isNew` are called when it has ended */
  meanwhile: Promise<unknown>;
}

/** Reads the lists, asks for each code whose row would change what people see, and judges. Never rejects. */
export async function readQuotas(port: QuotaPort, task: ReadingTask): Promise<Reading> {
  const applied = await rowsOf(port, "applied", task);
  if ("failure" in applied) return unreadable(task.codes, applied.failure);
  const open = task.codes.filter((code) => !applied.rows.has(code));
  const defaults = open.length > 0 || task.codes.some(task.isNew) ? await rowsOf(port, "default", task) : undefined;

  const listed = (code: QuotaCode): Listed => {
    const own = applied.rows.get(code);
    if (own) return own;
    if (defaults === undefined || "failure" in defaults)
      return { kind: "nothing", reason: defaults?.failure ?? "AWS's defaults were not read" };
    return defaults.rows.get(code) ?? { kind: "none" };
  };
  const answers = await port.askQuotas(task.codes.filter((code) => needsAnswer(listed(code), task.held(code))));
  const verdicts = new Map(
    task.codes.map((code) => {
      const asked: Asked = answers.get(code) ?? { kind: "not asked", reason: "there was no time left to ask" };
      return [code, verdictOf(listed(code), task.held(code), asked)] as const;
    }),
  );
  const standard = defaults !== undefined && "rows" in defaults ? defaults : undefined;
  return {
    verdicts,
    defaults: standard ? valuesIn(standard.rows) : new Map(),
    rows: { applied: applied.count, ...(standard ? { default: standard.count } : {}) },
  };
}

const unreadable = (codes: readonly QuotaCode[], failure: string): Reading => ({
  verdicts: new Map(codes.map((code) => [code, { kind: "unread", reason: failure, atOnce: false }])),
  failure,
  defaults: new Map(),
  rows: {},
});

type Rows = { rows: ReadonlyMap<QuotaCode, Listed>; count: number } | { failure: string };

/** A list by code; a failure where it can't be read, or can't be the whole list. */
async function rowsOf(port: QuotaPort, origin: QuotaOrigin, task: ReadingTask): Promise<Rows> {
  let rows: QuotaRow[];
  try {
    rows = await port.listQuotas(origin);
  } catch (error) {
    return { failure: describe(error) };
  } finally {
    await task.meanwhile;
  }
  const before = task.rows[origin];
  if (before !== undefined && rows.length < before * leastShare)
    return { failure: `Service Quotas listed ${rows.length} ${origin} quotas, where it had ${before}` };
  // Nothing is known of the list's length in a new environment, but no account with values has an empty one.
  if (rows.length === 0 && origin === "applied" && task.codes.some((code) => task.held(code).kind === "value"))
    return { failure: "Service Quotas listed no quota at all" };
  return { rows: byCode(rows, origin), count: rows.length };
}

function byCode(rows: readonly QuotaRow[], origin: QuotaOrigin): Map<QuotaCode, Listed> {
  const found = new Map<QuotaCode, Listed>();
  for (const { code, value, errorCode } of rows) {
    const row: Listed =
      value === undefined ? { kind: "unusable", reason: errorCode ?? "NO_VALUE" } : { kind: "value", value, origin };
    const before = found.get(code);
    if (before !== undefined && (before.kind !== "value" || row.kind !== "value" || before.value !== row.value))
      found.set(code, { kind: "unusable", reason: "the list has it twice, and differently" });
    else found.set(code, row);
  }
  return found;
}

function valuesIn(rows: ReadonlyMap<QuotaCode, Listed>): Map<QuotaCode, number> {
  const values = new Map<QuotaCode, number>();
  for (const [code, row] of rows) if (row.kind === "value") values.set(code, row.value);
  return values;
}
