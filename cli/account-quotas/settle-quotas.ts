import { pause } from "../../aws/pause.ts";
import type { QuotaAnswer, QuotaRow } from "../../aws/service-quotas.ts";
import type { QuotaReading } from "../../monitoring/report/quota-reading.ts";
import type { QuotaCode } from "../../words/words.ts";

/** Both lists of an account's quotas; undefined: could not be read. */
export interface QuotaLists {
  applied: readonly QuotaRow[] | undefined;
  defaults: readonly QuotaRow[] | undefined;
}

/** What came of a direct question for one code. */
export type Asked = QuotaAnswer | { kind: "failed"; reason: string };

/**
 * Milliseconds between two questions for one quota: GetServiceQuota and GetAWSDefaultServiceQuota allow 5 a second each,
 * not adjustable. docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html
 */
const askInterval = 200;

/**
 * What an account has of some quotas, from both lists, and one by one of what the list of applied values has not, since
 * a list that was cut short looks like that. `usage`, `plan --live`, `init` and `quotas` all read by it, so that they
 * agree. Without the list of applied values nothing is asked, and every value is unread.
 * @param ask asks for one code
 * @param interval milliseconds between two questions
 */
export async function settleQuotas(
  lists: QuotaLists,
  codes: Iterable<QuotaCode>,
  ask: (code: QuotaCode) => Promise<Asked>,
  interval = askInterval,
): Promise<Map<QuotaCode, QuotaReading>> {
  const applied = byCode(lists.applied ?? []);
  const defaults = byCode(lists.defaults ?? []);
  const readings = new Map<QuotaCode, QuotaReading>();
  let asked = 0;
  for (const code of new Set(codes)) {
    const row = applied.get(code);
    const standard = defaults.get(code)?.value ?? null;
    const about = { default: standard, adjustable: (row ?? defaults.get(code))?.adjustable ?? null };
    if (row) readings.set(code, ofRow(row, about));
    else if (lists.applied === undefined) readings.set(code, unread("the account's quotas could not be listed", about));
    else {
      if (asked++ > 0) await pause(interval);
      readings.set(code, ofAnswer(await ask(code), about));
    }
  }
  return readings;
}

type About = Pick<QuotaReading, "default" | "adjustable">;

const unread = (reason: string, about: About): QuotaReading => ({ applied: null, ...about, origin: "unread", reason });

const ofRow = ({ value, errorCode }: QuotaRow, about: About): QuotaReading =>
  value === undefined
    ? unread(`Service Quotas says ${errorCode ?? "nothing of its value"}`, about)
    : { applied: value, ...about, origin: "applied" };

function ofAnswer(answer: Asked, about: About): QuotaReading {
  switch (answer.kind) {
    case "value":
      return answer.origin === "applied"
        ? { applied: answer.value, ...about, origin: "applied" }
        : { applied: null, ...about, default: answer.value, origin: "default" };
    case "none":
      // Listed among the defaults, it applies as one, whatever the question brought.
      return { applied: null, ...about, origin: about.default === null ? "none" : "default" };
    case "unusable":
      return unread(`Service Quotas says ${answer.reason}`, about);
    case "failed":
      return unread(answer.reason, about);
  }
}

const byCode = (rows: readonly QuotaRow[]): Map<QuotaCode, QuotaRow> => new Map(rows.map((row) => [row.code, row]));
