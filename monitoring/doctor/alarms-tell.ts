import { topicName } from "../names.ts";
import { quoted } from "./alarms-there.ts";
import type { DoctorFacts, FoundAlarm } from "./facts.ts";
import { cannotTell, counted, type Finding, type Fix, fine, named } from "./finding.ts";
import { type AnyAlarm, alarmsOf, levelOf, ownSeverity, putBack, shortName } from "./planned-alarms.ts";

/** Whether the alarms that are there would notify whom the plan says: actions on, and the right topics. */
export function alarmsTell({ plan, alarms }: DoctorFacts): Finding[] {
  const check = "alarms-tell";
  if ("unread" in alarms) return [cannotTell(check, "whether alarms notify anybody", alarms.unread)];
  const there = alarmsOf(plan).flatMap((alarm) => {
    const found = alarms.value.get(alarm.AlarmName);
    return found && alarm.AlarmActions.length > 0 ? [{ alarm, found }] : [];
  });
  const off = there.filter(({ found }) => !found.actionsEnabled);
  const suppressed = there.filter(({ found }) => found.suppressor !== undefined);
  const astray = there.filter(({ alarm, found }) => missingTopics(plan.stack, alarm, found).length > 0);
  const findings = [
    ...grouped(off, (names) => ({
      what: `${counted(names.length, "alarm")} with actions switched off by hand: nobody is told`,
      fix: {
        command: `aws cloudwatch enable-alarm-actions --region ${plan.region} --alarm-names ${names.map(quoted).join(" ")}`,
      },
    })),
    ...grouped(suppressed, (names) => ({
      what: `${counted(names.length, "alarm")} whose actions another alarm suppresses (${[...new Set(suppressed.map(({ found }) => found.suppressor))].join(", ")}): while that is on, nobody is told`,
      fix: { command: putBack(plan) },
    })),
    ...grouped(astray, (names) => {
      const topics = new Set(astray.flatMap(({ alarm, found }) => missingTopics(plan.stack, alarm, found)));
      return {
        what: `${counted(names.length, "alarm")} that no longer ${names.length === 1 ? "notifies" : "notify"} ${[...topics].join(", ")}`,
        fix: { command: putBack(plan) },
      };
    }),
  ];
  const more = extraTopics(plan.stack, there);
  if (more.length > 0)
    findings.push({
      check,
      level: "note",
      subjects: more,
      found: `alarms also notify what the plan does not name: ${named(more)}`,
      fix: { text: "name it in the stack file (alerts.topics), or put it back", command: putBack(plan) },
    });
  if (findings.length > 0) return findings;
  return [fine(check, `${counted(there.length, "alarm")} with actions on, notifying the topics of the plan`)];

  function grouped(
    of: readonly { alarm: AnyAlarm }[],
    say: (names: readonly string[]) => { what: string; fix: Fix },
  ): Finding[] {
    return (["critical", "warning"] as const).flatMap((level): Finding[] => {
      const names = of.filter(({ alarm }) => levelOf(plan, alarm) === level).map(({ alarm }) => alarm.AlarmName);
      if (names.length === 0) return [];
      const { what, fix } = say(names);
      const found = `${what}: ${named(names.map((name) => shortName(plan, name)))}`;
      return [{ check, level, subjects: names, found, fix }];
    });
  }
}

/** Topics that the plan has and the deployed alarm has not: of the stack's own by name, since their ARN holds the account. */
function missingTopics(stack: string, alarm: AnyAlarm, { alarmActions }: FoundAlarm): string[] {
  return alarm.AlarmActions.flatMap((action) => {
    const severity = ownSeverity(action);
    if (severity === undefined) return alarmActions.includes(action) ? [] : [action];
    const topic = topicName(stack, severity);
    return alarmActions.some((arn) => arn.endsWith(`:${topic}`)) ? [] : [topic];
  });
}

function extraTopics(stack: string, there: readonly { alarm: AnyAlarm; found: FoundAlarm }[]): string[] {
  const extra = there.flatMap(({ alarm, found }) =>
    found.alarmActions.filter(
      (arn) =>
        !alarm.AlarmActions.some((action) => {
          const severity = ownSeverity(action);
          return severity === undefined ? action === arn : arn.endsWith(`:${topicName(stack, severity)}`);
        }),
    ),
  );
  return [...new Set(extra)].sort();
}

/** Mute rules over the stack's alarms: they evaluate and nobody is told (CloudWatch User Guide, alarm-mute-rules). */
export function alarmsMuted({ plan, muteRules, now }: DoctorFacts): Finding[] {
  const check = "alarms-muted";
  if ("unread" in muteRules) return [cannotTell(check, "whether alarms are muted", muteRules.unread)];
  const planned = new Map(alarmsOf(plan).map((alarm) => [alarm.AlarmName, alarm]));
  const findings = muteRules.value.flatMap(({ name, status, alarms, expires }): Finding[] => {
    const own = alarms.filter((one) => planned.has(one));
    if (own.length === 0 || (expires !== undefined && expires <= now)) return [];
    const isOn = status === "ACTIVE";
    const isCritical = own.some((one) => levelOf(plan, planned.get(one)!) === "critical");
    const until = expires === undefined ? "" : `, until ${new Date(expires * 1000).toISOString().slice(0, 16)}Z`;
    return [
      {
        check,
        level: isOn ? (isCritical ? "critical" : "warning") : "note",
        subjects: own,
        found: `mute rule ${name} ${isOn ? "mutes" : "will mute"} ${counted(own.length, "alarm")}${until}: ${named(own.map((one) => shortName(plan, one)))}`,
        fix: {
          text: "if nobody wants it any more",
          command: `aws cloudwatch delete-alarm-mute-rule --region ${plan.region} --alarm-mute-rule-name ${quoted(name)}`,
        },
      },
    ];
  });
  return findings.length > 0 ? findings : [fine(check, "no mute rule over the stack's alarms")];
}
