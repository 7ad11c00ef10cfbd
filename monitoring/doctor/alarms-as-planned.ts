import { diffCommand } from "../../words/commands.ts";
import type { MetricDataQuery } from "../plan-types.ts";
import type { AlarmDefinition, DoctorFacts, FoundAlarm } from "./facts.ts";
import { cannotTell, counted, type Finding, fine, named } from "./finding.ts";
import { type AnyAlarm, alarmsOf, levelOf, putBack, shortName } from "./planned-alarms.ts";

/** Whether the alarms that are there watch and judge what the plan says. */
export function alarmsAsPlanned({ plan, alarms, planUnsure }: DoctorFacts): Finding[] {
  const check = "alarms-as-planned";
  if ("unread" in alarms) return [cannotTell(check, "whether alarms are as planned", alarms.unread)];
  const there = alarmsOf(plan).flatMap((alarm) => {
    const found = alarms.value.get(alarm.AlarmName);
    return found ? [{ alarm, differences: differencesOf(alarm, found), found }] : [];
  });
  const changed = there.filter(({ differences }) => differences.length > 0);
  const findings = (["critical", "warning"] as const).flatMap((level): Finding[] => {
    const own = changed.filter(({ alarm }) => levelOf(plan, alarm) === level);
    if (own.length === 0) return [];
    const what = own.map(({ alarm, differences }) => `${shortName(plan, alarm.AlarmName)} (${differences.join(", ")})`);
    const found = `${counted(own.length, "alarm")} not as the stack file has ${own.length === 1 ? "it" : "them"} (changed by hand, or the file was changed and not deployed): ${named(what)}`;
    const subjects = own.map(({ alarm }) => alarm.AlarmName);
    const fix = {
      text: `see what would change (${diffCommand(plan.stack)} --refresh), then put it back`,
      command: putBack(plan),
    };
    // What the account would have brought into the plan may be all that differs.
    if (planUnsure !== undefined)
      return [
        { check, level: "cannot-tell", subjects, found: `${found}. It may be no difference: ${planUnsure}`, fix },
      ];
    return [{ check, level, subjects, found, fix }];
  });
  if (findings.length > 0) return findings;
  const texts = there.filter(
    ({ alarm, found }) => found.description !== undefined && found.description !== alarm.AlarmDescription,
  );
  if (texts.length > 0)
    return [
      {
        check,
        level: "note",
        subjects: texts.map(({ alarm }) => alarm.AlarmName),
        found: `${counted(texts.length, "alarm")} with another text than this version and stack file give: deployed by another version, or before the file changed`,
        fix: { command: diffCommand(plan.stack) },
      },
    ];
  return [fine(check, `${counted(there.length, "alarm")} with the queries, thresholds and evaluation of the plan`)];
}

/** What of an alarm's definition is not as planned, in words. */
export function differencesOf(planned: AnyAlarm, found: FoundAlarm): string[] {
  if ("AlarmRule" in planned) return found.rule === planned.AlarmRule ? [] : ["another rule"];
  const { definition } = found;
  if (!definition) return ["no metric alarm"];
  const differences: string[] = [];
  const compare = (what: string, is: unknown, should: unknown) => {
    if (is !== should) differences.push(`${what} ${told(is)}, planned ${told(should)}`);
  };
  // An alarm on a band has no threshold; whether AWS then answers none or 0 it does not say.
  if (planned.ThresholdMetricId === undefined) compare("threshold", definition.Threshold, planned.Threshold);
  compare("evaluation periods", definition.EvaluationPeriods, planned.EvaluationPeriods);
  // CloudWatch takes all periods where it is left out (API PutMetricAlarm).
  compare("datapoints", definition.DatapointsToAlarm ?? definition.EvaluationPeriods, planned.DatapointsToAlarm);
  compare("comparison", definition.ComparisonOperator, planned.ComparisonOperator);
  compare("missing data", definition.TreatMissingData ?? "missing", planned.TreatMissingData);
  if (definition.ThresholdMetricId !== planned.ThresholdMetricId) differences.push("another band");
  if (!sameQueries(definition.Metrics, planned.Metrics)) differences.push("other queries");
  return differences;
}

const told = (value: unknown): string => (value === undefined ? "none" : String(value));

/** Labels are for people and change nothing. */
function sameQueries(found: AlarmDefinition["Metrics"], planned: AlarmDefinition["Metrics"]): boolean {
  if (found.length !== planned.length) return false;
  const byId = new Map(found.map((query) => [query.Id, query]));
  return planned.every((query) => {
    const own = byId.get(query.Id);
    return own !== undefined && essence(own) === essence(query) && samePeriod(own, query);
  });
}

function essence(query: MetricDataQuery): string {
  if ("Expression" in query) return JSON.stringify([query.ReturnData, query.Expression]);
  const { Metric, Period, Stat } = query.MetricStat;
  const dimensions = Metric.Dimensions.map(({ Name, Value }) => `${Name}=${Value}`).sort();
  return JSON.stringify([query.ReturnData, Metric.Namespace, Metric.MetricName, dimensions, Period, Stat]);
}

/** An expression's period is that of its metrics where it names none (API MetricDataQuery). */
const samePeriod = (found: MetricDataQuery, planned: MetricDataQuery): boolean =>
  !("Expression" in found && "Expression" in planned) ||
  found.Period === undefined ||
  planned.Period === undefined ||
  found.Period === planned.Period;
