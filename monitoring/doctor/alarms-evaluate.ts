import type { DoctorFacts, FoundAlarm } from "./facts.ts";
import { cannotTell, counted, type Finding, fine, named } from "./finding.ts";
import { type AnyAlarm, alarmsOf, levelOf, shortName } from "./planned-alarms.ts";

/**
 * Minutes after which an alarm that takes missing data for something must have come to a state. Warm-up is 10 minutes at
 * most here (monitoring/alarms/publisher.ts), and CloudWatch evaluates each minute.
 */
const settledMinutes = 30;

/** CloudWatch's words for an evaluation that is not as usual: AmazonCloudWatch/latest/monitoring/alarm-evaluation */
const evaluations: Readonly<Record<string, { meaning: string; text: string; link?: string }>> = {
  EVALUATION_ERROR: {
    meaning: "CloudWatch calls their setup wrong (EVALUATION_ERROR)",
    text: "read StateReason of the alarm",
  },
  EVALUATION_FAILURE: {
    meaning: "CloudWatch itself has trouble with them (EVALUATION_FAILURE)",
    text: "watch by hand until it is over",
    link: "https://health.aws.amazon.com/health/status",
  },
  PARTIAL_DATA: {
    meaning: "CloudWatch reads only part of their data (PARTIAL_DATA)",
    text: "read StateReason of the alarm",
  },
};

/** Whether the alarms that are there come to a judgement. */
export function alarmsEvaluate({ plan, alarms, now }: DoctorFacts): Finding[] {
  const check = "alarms-evaluate";
  if ("unread" in alarms) return [cannotTell(check, "whether alarms evaluate", alarms.unread)];
  const there = alarmsOf(plan).flatMap((alarm) => {
    const found = alarms.value.get(alarm.AlarmName);
    return found ? [{ alarm, found }] : [];
  });
  const faults = new Map<string, { alarm: AnyAlarm; found: FoundAlarm }[]>();
  for (const one of there) {
    const fault = faultOf(one.alarm, one.found, now);
    if (fault !== undefined) faults.set(fault, [...(faults.get(fault) ?? []), one]);
  }
  const findings = [...faults].flatMap(([fault, of]) =>
    (["critical", "warning"] as const).flatMap((level): Finding[] => {
      const own = of.filter(({ alarm }) => levelOf(plan, alarm) === level);
      const [first] = own;
      if (!first) return [];
      const known = evaluations[fault];
      const meaning = known?.meaning ?? `in INSUFFICIENT_DATA for over ${settledMinutes} minutes`;
      const reason = first.found.reason ? `. CloudWatch says: ${first.found.reason.replace(/\.$/, "")}` : "";
      const subjects = own.map(({ alarm }) => alarm.AlarmName);
      const command = `aws cloudwatch describe-alarms --region ${plan.region} --alarm-names '${subjects[0]}'`;
      return [
        {
          check,
          level,
          subjects,
          found: `${counted(own.length, "alarm")} that ${own.length === 1 ? "does" : "do"} not judge, ${meaning}: ${named(subjects.map((name) => shortName(plan, name)))}${reason}`,
          fix: { ...(known && { text: known.text, ...(known.link && { link: known.link }) }), command },
        },
      ];
    }),
  );
  if (findings.length > 0) return findings;
  const on = there.filter(({ found }) => found.state === "ALARM").length;
  return [fine(check, `${counted(there.length, "alarm")} evaluating${on > 0 ? `, ${on} in ALARM` : ""}`)];
}

/** Missing data is taken for something by all but `missing` and `ignore`: those wait for use, as long as it takes. */
function faultOf(alarm: AnyAlarm, found: FoundAlarm, now: number): string | undefined {
  if (found.evaluation !== undefined && evaluations[found.evaluation]) return found.evaluation;
  if (found.state !== "INSUFFICIENT_DATA" || !("TreatMissingData" in alarm)) return undefined;
  if (alarm.TreatMissingData === "missing" || alarm.TreatMissingData === "ignore") return undefined;
  const since = Math.max(found.changed ?? 0, found.configured ?? 0);
  // Without a time nobody can say how long it has been so.
  return since > 0 && now - since > settledMinutes * 60 ? "INSUFFICIENT_DATA" : undefined;
}
