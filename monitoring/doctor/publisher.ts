import { headroomCommand, upWords } from "../../words/commands.ts";
import { alarmUrl, logGroupUrl } from "../console.ts";
import { publisherMetrics, staleMargin } from "../feed.ts";
import { publisherLogGroupName, publisherScheduleName, scheduleGroupName } from "../names.ts";
import type { MonitoringPlan } from "../plan-types.ts";
import type { DoctorFacts, FeedPoints } from "./facts.ts";
import { cannotTell, counted, type Finding, type Fix, fine } from "./finding.ts";
import { doFirst, levelOf } from "./planned-alarms.ts";

/** Minutes without a run after which the publisher counts as dead: that of its alarm (monitoring/alarms/publisher.ts, runs). */
const deadMinutes = 5;
/** Minutes without a run, one after the other, that are worth a look: quotas are published ten ahead. */
const gapMinutes = 3;

type Series = ArrayLike<number> | undefined;

/** Minutes from a series' last value to its end; undefined: it has none. 0: the last minute has one. */
function minutesSince(series: Series, holds: (value: number) => boolean = (value) => !Number.isNaN(value)) {
  for (let index = (series?.length ?? 0) - 1; index >= 0; index--)
    if (holds(series![index]!)) return series!.length - 1 - index;
  return undefined;
}

const sum = (series: Series): number => {
  let total = 0;
  for (let index = 0; index < (series?.length ?? 0); index++) {
    const value = series![index]!;
    if (!Number.isNaN(value)) total += value;
  }
  return total;
};

const ran = (value: number): boolean => value >= 1;

/** Whether the publisher has run lately: without it every usage alarm falls silent within its horizon. */
export const isAlive = (feed: FeedPoints): boolean =>
  (minutesSince(feed.own[publisherMetrics.runs], ran) ?? Number.POSITIVE_INFINITY) <= deadMinutes;

/** Whether the publisher runs each minute. */
export function publisherRuns(facts: DoctorFacts): Finding[] {
  const { plan, feed } = facts;
  const check = "publisher-runs";
  if ("unread" in feed) return [cannotTell(check, "whether the publisher runs", feed.unread)];
  const runs = feed.value.own[publisherMetrics.runs];
  const since = minutesSince(runs, ran);
  if (!isAlive(feed.value)) {
    const young = since === undefined ? deployedMinutes(facts) : undefined;
    if (young !== undefined && young < deadMinutes)
      return [
        {
          check,
          level: "note",
          subjects: [],
          found: `it has not run yet: the stack was deployed ${ago(young)}`,
          fix: { text: `run this again in ${deadMinutes} minutes` },
        },
      ];
    const when = since === undefined ? "for at least an hour" : `for ${since} minutes`;
    const { why, fix } = whyDead(plan, feed.value);
    const silent = `Quotas are published ${plan.feed.horizonMinutes} minutes ahead; after that every usage alarm is silent`;
    return [{ check, level: "critical", subjects: [], found: `no good run ${when}: ${why}. ${silent}`, fix }];
  }
  const gap = longestGap(runs);
  const failed = sum(feed.value.errors);
  const about = failed > 0 ? `, ${counted(failed, "failed run")} in the last hour` : "";
  if (gap >= gapMinutes)
    return [
      {
        check,
        level: "warning",
        subjects: [],
        found: `it runs now, and did not for ${gap} minutes of the last hour${about}`,
        fix: logs(plan),
      },
    ];
  const on = alarmOn(facts, check, ["errors", "dead-letters"]);
  return on.length > 0 ? on : [fine(check, `last run ${ago(since ?? 0)}${about}`)];
}

/** Whole minutes since the publisher's alarm was made or changed last, which a first deployment does. */
function deployedMinutes({ plan, alarms, now }: DoctorFacts): number | undefined {
  const own = plan.alarms.find(({ id }) => id.startsWith("publisher/runs/"));
  const configured = own && "value" in alarms ? alarms.value.get(own.AlarmName)?.configured : undefined;
  return configured === undefined ? undefined : Math.max(0, Math.floor((now - configured) / 60));
}

const ago = (minutes: number): string => (minutes === 0 ? "in this minute" : `${counted(minutes, "minute")} ago`);

/** What AWS/Lambda says of a publisher that has no good run: three ways to fail, each with another place to look. */
function whyDead(plan: MonitoringPlan, { invocations, errors }: FeedPoints): { why: string; fix: Fix } {
  // Metrics of the last minutes come late.
  const recent = (series: Series) => sum(series && Array.from(series).slice(-15));
  if (recent(invocations) === 0)
    return {
      why: "its function was not invoked in the last 15 minutes, so the schedule is gone, disabled or may not invoke it",
      fix: {
        text: `look at its State and Target.RoleArn; where it is gone, ${upWords} with --refresh makes it again`,
        command: `aws scheduler get-schedule --region ${plan.region} --group-name ${scheduleGroupName(plan.stack)} --name ${publisherScheduleName(plan.stack)}`,
      },
    };
  if (recent(errors) > 0) return { why: "its function is invoked and fails", fix: logs(plan) };
  return {
    why: "its function is invoked and does not fail, and puts nothing: it may not read Service Quotas or put metrics",
    fix: logs(plan),
  };
}

const logs = ({ region, stack }: MonitoringPlan, events = ""): Fix => ({
  text: `read its logs${events}`,
  link: logGroupUrl(region, publisherLogGroupName(stack)),
});

/** The most minutes without a run between two that had one. */
function longestGap(runs: Series): number {
  let longest = 0;
  let current = 0;
  let begun = false;
  for (let index = 0; index < (runs?.length ?? 0); index++) {
    if (ran(runs![index]!)) {
      if (begun) longest = Math.max(longest, current);
      begun = true;
      current = 0;
    } else current += 1;
  }
  return longest;
}

/** Whether Service Quotas is read as often as the stack asks. */
export function quotasFresh({ plan, feed }: DoctorFacts): Finding[] {
  const check = "quotas-fresh";
  if ("unread" in feed) return [cannotTell(check, "how old the quotas are", feed.unread)];
  if (!isAlive(feed.value)) return [];
  const age = lastOf(feed.value.own[publisherMetrics.age]);
  const most = plan.feed.refreshMinutes + staleMargin;
  if (age === undefined)
    return [
      {
        check,
        level: "cannot-tell",
        subjects: [],
        found: "the publisher does not say how old its quotas are",
        fix: logs(plan),
      },
    ];
  if (age < most) return [fine(check, `the oldest was read ${age} minutes ago`)];
  return [
    {
      check,
      level: "warning",
      subjects: [],
      found: `a quota was last read ${age} minutes ago; it should be every ${plan.feed.refreshMinutes}. Its last known value goes on being published, and a change is not noticed`,
      fix: logs(plan, " (events quotas-unread, quotas-unreadable)"),
    },
  ];
}

/** Whether the publisher could tell people what changed. */
export function changesTold({ plan, feed }: DoctorFacts): Finding[] {
  const check = "changes-told";
  if ("unread" in feed) return [cannotTell(check, "whether changed quotas were told", feed.unread)];
  if (!isAlive(feed.value)) return [];
  const untold = lastOf(feed.value.own[publisherMetrics.untold]);
  // It is put once an environment has read back what the one before it told.
  if (untold === undefined)
    return [
      {
        check,
        level: "cannot-tell",
        subjects: [],
        found:
          "the publisher does not say whether changes are left to tell: it could not read back what it told before",
        fix: logs(plan),
      },
    ];
  if (untold === 0) return [fine(check, "nothing is left to tell")];
  return [
    {
      check,
      level: "critical",
      subjects: [],
      found: `${counted(untold, "change")} of a quota or of its source could not be told: no topic took the message`,
      fix: {
        ...logs(plan, " (event alert-failed), and see who is subscribed"),
        command: `${headroomCommand} test-alert ${plan.stack} --dry-run`,
      },
    },
  ];
}

/** Whether messages arrive, as far as SNS, Lambda and EventBridge count what they gave up: the alarms on that say it. */
export function delivery(facts: DoctorFacts): Finding[] {
  const check = "delivery";
  const { alarms } = facts;
  if ("unread" in alarms) return [cannotTell(check, "whether messages are delivered", alarms.unread)];
  const on = alarmOn(facts, check, ["delivery", "notifier"]);
  if (on.length > 0) return on;
  const watched = facts.plan.alarms.filter(
    ({ id, AlarmName }) => /^publisher\/(delivery|notifier)\//.test(id) && alarms.value.has(AlarmName),
  );
  // Where those alarms are missing, that is told, and nobody can say this.
  return watched.length === 0 ? [] : [fine(check, "no message was given up in the last hours")];
}

/** Alarms on the stack's own parts that are on. */
function alarmOn({ plan, alarms }: DoctorFacts, check: Finding["check"], kinds: readonly string[]): Finding[] {
  if ("unread" in alarms) return [];
  return plan.alarms.flatMap((alarm): Finding[] => {
    const found = alarms.value.get(alarm.AlarmName);
    if (found?.state !== "ALARM" || !kinds.includes(alarm.id.split("/")[1] ?? "") || !alarm.id.startsWith("publisher/"))
      return [];
    const what = /\*\*([^*]+)\*\*/.exec(alarm.AlarmDescription)?.[1] ?? alarm.AlarmName;
    const since =
      found.changed === undefined ? "" : `, since ${new Date(found.changed * 1000).toISOString().slice(0, 16)}Z`;
    return [
      {
        check,
        level: levelOf(plan, alarm),
        subjects: [alarm.AlarmName],
        found: `in ALARM${since}: ${what.replace(/\.$/, "")}`,
        fix: { text: doFirst(alarm) ?? "see the alarm", link: alarmUrl(plan.region, alarm.AlarmName) },
      },
    ];
  });
}

/** The newest value of a series, of its last five minutes. */
export function lastOf(series: Series): number | undefined {
  const since = minutesSince(series);
  return since === undefined || since > deadMinutes ? undefined : series![series!.length - 1 - since];
}
