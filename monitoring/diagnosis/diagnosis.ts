import type { MeasurableKind } from "../../words/limit-kinds.ts";
import { minute } from "../../words/units.ts";
import type { QuotaCode, Scope } from "../../words/words.ts";
import type { Time } from "../report/document.ts";
import { isoTime } from "../report/iso-time.ts";
import type { IdFacts } from "../report/profile-usage.ts";
import type { SeriesStore } from "../report/series-store.ts";
import type { TargetSettings } from "../settings.ts";
import { firstStep, type Step, wouldTell } from "./advice.ts";
import { type Burst, burstsOf } from "./bursts.ts";
import { candidatesOf } from "./candidates.ts";
import type { Cause } from "./causes.ts";
import type { Candidate, ErrorEvidence, LeftCause, Verdict } from "./finding.ts";
import type { DiagnosisFrame, TargetKnowledge } from "./frame.ts";
import { targetMinutes } from "./read-minutes.ts";
import type { ReservedMinutes, TargetMinutes } from "./target-minutes.ts";
import { verdictOf } from "./verdict.ts";
import { type Drawer, drawersOf } from "./who.ts";

/** A limit held against a burst, in numbers. Shares are percent of the quota; null: the quota isn't known. */
export interface LimitFinding {
  cause: Cause;
  kind: MeasurableKind;
  code: QuotaCode;
  support: Candidate["support"];
  why: string;
  /** lowest and highest value in the burst's minutes, in the kind's unit; null: not known */
  quota: { lowest: number; highest: number } | null;
  /** whether that is what was published in those minutes; false: what the account has today */
  quotaOfThen: boolean;
  /** the highest whole minute with throttled requests; of the reservation at least and at most */
  peak: { least: number | null; most: number | null };
  /** the most that any 60 seconds can have had */
  upTo: number | null;
}

/** Minutes in which requests were throttled, and why. */
export interface BurstDiagnosis {
  start: Time;
  /** exclusive */
  end: Time;
  minutes: number;
  throttled: number;
  /** requests that were accepted in the same minutes */
  accepted: number;
  /** null: it can't be told which of `left` */
  cause: Cause | null;
  kind: MeasurableKind | null;
  sureness: Verdict["sureness"];
  /** every cause that is left, the likeliest first */
  left: LeftCause[];
  limits: LimitFinding[];
  /** where max_tokens is known from, and what requests asked for at least and at most; null: they reserve nothing that is known */
  maxTokens: { from: ReservedMinutes["from"]; least: number | null; most: number | null } | null;
  drawers: Drawer[];
  errors: ErrorEvidence | null;
  first: Step;
  wouldTell: Step[];
}

export interface TargetDiagnosis {
  modelId: string;
  name: string;
  scope: Scope;
  ids: string[];
  throttled: number;
  /** the newest first */
  bursts: BurstDiagnosis[];
  /** what is wrong with the target's data */
  notes: string[];
}

export interface DiagnosisData {
  store: SeriesStore;
  facts: ReadonlyMap<string, IdFacts>;
  known: TargetKnowledge;
  /** what errors say of the minutes from `start` to `end`, epoch seconds; undefined: nothing. Absent: no errors are at hand */
  errorsIn?: (start: number, end: number) => ErrorEvidence | undefined;
}

/** Diagnoses every burst of a target's window. @param ids whose traffic draws on its quotas */
export function diagnose(
  target: TargetSettings,
  frame: DiagnosisFrame,
  data: DiagnosisData,
  ids: readonly string[],
): Omit<TargetDiagnosis, "notes"> {
  const minutes = targetMinutes(target, frame, data.known, data.store);
  const { window, span } = frame;
  const index = (time: number) => Math.round((time - span.start) / minute);
  const [from, to] = [index(window.start), index(window.end)];
  const bursts = burstsOf(minutes.throttled.map((count, at) => (at >= from && at < to ? count : Number.NaN)));
  return {
    modelId: target.model.modelId,
    name: target.model.name,
    scope: target.scope,
    ids: [...ids],
    throttled: bursts.reduce((sum, { throttled }) => sum + throttled, 0),
    bursts: bursts.map((burst) => diagnoseBurst(target, frame, data, minutes, burst)).reverse(),
  };
}

function diagnoseBurst(
  target: TargetSettings,
  frame: DiagnosisFrame,
  { store, facts, known, errorsIn }: DiagnosisData,
  minutes: TargetMinutes,
  burst: Burst,
): BurstDiagnosis {
  const start = minutes.start + burst.from * minute;
  const end = minutes.start + burst.to * minute;
  const errors = errorsIn?.(start, end);
  const candidates = candidatesOf(minutes, burst);
  const verdict = verdictOf(minutes, burst, candidates, errors);
  const { cause, kind, sureness, left } = verdict;
  const { reserved } = minutes;
  return {
    start: isoTime(start),
    end: isoTime(end),
    minutes: burst.to - burst.from,
    throttled: burst.throttled,
    accepted: minutes.requests.subarray(burst.from, burst.to).reduce((sum, count) => sum + (count || 0), 0),
    cause,
    kind: kind ?? null,
    sureness,
    left,
    limits: candidates.map((one) => limitFinding(one, minutes, burst)),
    maxTokens: reserved ? { from: reserved.from, least: reserved.maxTokensLeast, most: reserved.maxTokensMost } : null,
    drawers: drawersOf(target, frame.region, burst, cause, { span: frame.span, store, facts }),
    errors: errors ?? null,
    first: firstStep(target, frame.region, verdict),
    wouldTell: wouldTell(target, frame, verdict, minutes, {
      errors: errors ? "of-then" : errorsIn ? "of-other-times" : "none",
      stack: known.stacks.length > 0,
    }),
  };
}

function limitFinding(candidate: Candidate, { limits }: TargetMinutes, { from, to }: Burst): LimitFinding {
  const { cause, kind, code, support, why, isOfThen, fullness, fullnessMost } = candidate;
  const values = limits
    .find((limit) => limit.kind === kind)!
    .quota.subarray(from, to)
    .filter(Number.isFinite);
  const percent = (share: number | null | undefined) =>
    share === null || share === undefined || !Number.isFinite(share) ? null : 100 * share;
  return {
    ...{ cause, kind, code, support, why, quotaOfThen: isOfThen },
    quota: values.length === 0 ? null : { lowest: Math.min(...values), highest: Math.max(...values) },
    peak: { least: percent(fullness?.highest), most: percent((fullnessMost ?? fullness)?.highest) },
    upTo: percent((fullnessMost ?? fullness)?.most),
  };
}
