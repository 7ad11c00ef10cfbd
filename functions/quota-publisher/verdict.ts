import type { QuotaAnswer, QuotaOrigin } from "../../aws/service-quotas.ts";

/**
 * What one reading says of one code. `applied` and `default` have the value that holds, `missing` is a code that the
 * account has neither an applied value nor a default for, `unread` is a code of which nothing is known this time: the
 * last known value stays.
 */
export type Verdict =
  | { kind: QuotaOrigin; value: number }
  | { kind: "missing" }
  /** `atOnce`: what was answered can't be trusted, which is told at once; otherwise it may be better in a minute */
  | { kind: "unread"; reason: string; atOnce: boolean };

/** What the list says of a code: an answer as to a direct question, or nothing where there is no list to trust. */
export type Listed = QuotaAnswer | { kind: "nothing"; reason: string };
/** What Service Quotas says when asked for the code itself; `not asked` also where no answer came. */
export type Asked = QuotaAnswer | { kind: "not asked"; reason: string };
/** What holds so far: a value, that the account lacks the code, or nothing because it was never read. */
export type Held = { kind: "value"; value: number } | { kind: "missing" } | { kind: "never" };

/** How the list's answer compares with what holds. */
type ListSays = "nothing" | "unusable" | "what holds" | "a first applied value" | "news";
/** How the direct answer compares with the list's, or with what holds where the list's is unusable. */
type AnswerSays = "not asked" | "unusable" | "the same" | "something else";

type Outcome = "as listed" | "as held" | "unread" | "unread, told at once";

/**
 * The rules, the first that fits counts. Nothing that changes what people see is believed on one answer alone: neither a
 * changed value nor a code that vanished or came back, nor AWS's default for a code never seen (a list of applied
 * values that was cut short looks like that). Two answers that contradict each other are none.
 */
export const verdictTable: readonly { list: ListSays; answer: AnswerSays | "any"; verdict: Outcome }[] = [
  { list: "nothing", answer: "any", verdict: "unread" },
  { list: "what holds", answer: "any", verdict: "as listed" },
  { list: "a first applied value", answer: "any", verdict: "as listed" },
  { list: "news", answer: "not asked", verdict: "unread" },
  { list: "news", answer: "the same", verdict: "as listed" },
  { list: "news", answer: "something else", verdict: "unread, told at once" },
  { list: "news", answer: "unusable", verdict: "unread, told at once" },
  { list: "unusable", answer: "the same", verdict: "as held" },
  { list: "unusable", answer: "any", verdict: "unread, told at once" },
];

/** Whether the code must be asked for before there is a verdict. */
export function needsAnswer(listed: Listed, held: Held): boolean {
  const says = listSays(listed, held);
  return says === "news" || (says === "unusable" && held.kind === "value");
}

export function verdictOf(listed: Listed, held: Held, asked: Asked): Verdict {
  const rule = ruleOf(listed, held, asked);
  switch (rule.verdict) {
    case "as listed":
      return settled(listed);
    case "as held":
      return settled(asked);
    default:
      return { kind: "unread", reason: reasonOf(listed, asked), atOnce: rule.verdict === "unread, told at once" };
  }
}

/** The row of the table that fits. */
export function ruleOf(listed: Listed, held: Held, asked: Asked): (typeof verdictTable)[number] {
  const list = listSays(listed, held);
  const answer = answerSays(listed, held, asked);
  const rule = verdictTable.find((one) => one.list === list && (one.answer === "any" || one.answer === answer));
  if (!rule) throw new RangeError(`no rule for "${list}" and "${answer}"`);
  return rule;
}

function listSays(listed: Listed, held: Held): ListSays {
  if (listed.kind === "nothing" || listed.kind === "unusable") return listed.kind;
  if (listed.kind === "none") return held.kind === "missing" ? "what holds" : "news";
  if (held.kind === "value" && isSame(held.value, listed.value)) return "what holds";
  return held.kind === "never" && listed.origin === "applied" ? "a first applied value" : "news";
}

function answerSays(listed: Listed, held: Held, asked: Asked): AnswerSays {
  if (asked.kind === "not asked" || asked.kind === "unusable") return asked.kind;
  const expected = listed.kind === "unusable" ? held : listed;
  if (asked.kind === "none") return expected.kind === "none" ? "the same" : "something else";
  return expected.kind === "value" && isSame(expected.value, asked.value) ? "the same" : "something else";
}

function settled(answer: Listed | Asked): Verdict {
  if (answer.kind === "value") return { kind: answer.origin, value: answer.value };
  if (answer.kind === "none") return { kind: "missing" };
  throw new RangeError(`"${answer.kind}" settles nothing`);
}

function reasonOf(listed: Listed, asked: Asked): string {
  const said = (answer: Listed | Asked) =>
    answer.kind === "value" ? `${answer.value} (${answer.origin})` : "reason" in answer ? answer.reason : answer.kind;
  return listed.kind === "nothing" ? listed.reason : `listed: ${said(listed)}; asked for itself: ${said(asked)}`;
}

/** CloudWatch, where old values may come from, is not documented to give a number back to its last bit. */
export const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
