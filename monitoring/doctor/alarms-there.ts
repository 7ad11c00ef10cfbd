import { diffCommand, upCommand } from "../../words/commands.ts";
import type { MonitoringPlan } from "../plan-types.ts";
import type { DoctorFacts } from "./facts.ts";
import { cannotTell, counted, type Finding, fine, named } from "./finding.ts";
import { type AnyAlarm, alarmsOf, levelOf, putBack, shortName } from "./planned-alarms.ts";

/** Whether every alarm of the plan is in the account. What Pulumi's state has and the account has not was deleted by hand. */
export function alarmsThere({ plan, alarms, state, planUnsure }: DoctorFacts): Finding[] {
  const check = "alarms-there";
  if ("unread" in alarms) return [cannotTell(check, "whether alarms are there", alarms.unread)];
  const planned = alarmsOf(plan);
  const { missing, hidden } = missingOf(plan, alarms.value);
  if (missing.length + hidden.length === 0)
    return [fine(check, `${counted(planned.length, "alarm")} of the plan ${are(planned)} there`)];
  const known = new Set(state?.alarms);
  const kinds = [
    {
      of: state ? missing.filter(({ AlarmName }) => known.has(AlarmName)) : [],
      why: "Pulumi's state has it: deleted by hand",
      whyMany: "Pulumi's state has them: deleted by hand",
      fix: { command: putBack(plan) },
    },
    {
      of: state ? missing.filter(({ AlarmName }) => !known.has(AlarmName)) : [],
      why: "nor in Pulumi's state: not deployed yet",
      whyMany: "nor in Pulumi's state: not deployed yet",
      fix: { command: upCommand(plan.stack) },
    },
    {
      of: state ? [] : missing,
      why: "deleted by hand, or not deployed since the stack file changed",
      whyMany: "deleted by hand, or not deployed since the stack file changed",
      fix: { text: "one command mends both; --state tells them apart", command: putBack(plan) },
    },
  ];
  const findings = kinds.flatMap(({ of, why, whyMany, fix }) =>
    (["critical", "warning"] as const).flatMap((level): Finding[] => {
      const own = of.filter((alarm) => levelOf(plan, alarm) === level).map(({ AlarmName }) => AlarmName);
      if (own.length === 0) return [];
      const names = named(own.map((name) => shortName(plan, name)));
      const found = `${counted(own.length, "alarm")} not in the account (${own.length === 1 ? why : whyMany}): ${names}`;
      // What the account would have brought into the plan may be all that differs.
      if (planUnsure !== undefined)
        return [
          { check, level: "cannot-tell", subjects: own, found: `${found}. It may be no fault: ${planUnsure}`, fix },
        ];
      return [{ check, level, subjects: own, found, fix }];
    }),
  );
  return hidden.length === 0 ? findings : [...findings, hiddenFinding(plan, hidden)];
}

/**
 * Composite alarms are only told to who may describe all alarms (API DescribeAlarms): where not one of them shows and
 * metric alarms do, nobody can say whether they are there.
 */
function missingOf(plan: MonitoringPlan, there: ReadonlyMap<string, unknown>) {
  const lacks = ({ AlarmName }: AnyAlarm) => !there.has(AlarmName);
  const metric = plan.alarms.filter(lacks);
  const composite = plan.compositeAlarms.filter(lacks);
  const isHidden = composite.length === plan.compositeAlarms.length && metric.length < plan.alarms.length;
  return isHidden
    ? { missing: metric, hidden: composite }
    : { missing: [...metric, ...composite] as readonly AnyAlarm[], hidden: [] };
}

const hiddenFinding = (plan: MonitoringPlan, hidden: readonly AnyAlarm[]): Finding => ({
  check: "alarms-there",
  level: "cannot-tell",
  subjects: hidden.map(({ AlarmName }) => AlarmName),
  found: `cannot tell whether ${counted(hidden.length, "composite alarm")} ${are(hidden)} there: none shows, and AWS shows them only to who may describe all alarms`,
  fix: {
    text: 'allow cloudwatch:DescribeAlarms on "*" (headroom iam-policy doctor prints the policy); where that is so, they were deleted',
    command: putBack(plan),
  },
});

/** Alarms that look like the stack's and are not in its plan: they go on telling people. */
export function alarmsLeftOver({ plan, strangers, state, planUnsure }: DoctorFacts): Finding[] {
  const check = "alarms-left-over";
  if ("unread" in strangers) return [cannotTell(check, "whether alarms are left over", strangers.unread)];
  const names = strangers.value;
  if (names.length === 0) return [fine(check, "no alarm of the stack that is not in its plan")];
  const known = new Set(state?.alarms);
  const forgotten = state ? names.filter((name) => !known.has(name)) : [];
  const rest = names.filter((name) => !forgotten.includes(name));
  const region = `--region ${plan.region}`;
  const about = (of: readonly string[], why: string) =>
    `${counted(of.length, "alarm")} of the stack not in its plan (${why}): ${named(of.map((name) => shortName(plan, name)))}`;
  const findings: Finding[] = [];
  if (rest.length > 0)
    findings.push({
      check,
      level: "note",
      subjects: rest,
      found: about(
        rest,
        planUnsure === undefined
          ? "the stack file has changed since it was deployed, or they were left over"
          : planUnsure,
      ),
      fix: { command: diffCommand(plan.stack) },
    });
  if (forgotten.length > 0)
    findings.push({
      check,
      level: "note",
      subjects: forgotten,
      found: about(forgotten, "nor in Pulumi's state, so no up takes them away"),
      fix: { command: `aws cloudwatch delete-alarms ${region} --alarm-names ${forgotten.map(quoted).join(" ")}` },
    });
  return findings;
}

const are = (of: readonly unknown[]): string => (of.length === 1 ? "is" : "are");

/** A text as one word of a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
