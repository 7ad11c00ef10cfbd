import { refreshCommand, upCommand } from "../../words/commands.ts";
import { logGroupUrl, quotaUrl } from "../console.ts";
import { publisherLogGroupName } from "../names.ts";
import type { FeedQuota } from "../plan-types.ts";
import { notRead, quotaValue } from "../report/quota-reading.ts";
import type { DoctorFacts } from "./facts.ts";
import { cannotTell, counted, type Finding, fine, named } from "./finding.ts";
import { isAlive, lastOf } from "./publisher.ts";

/** Each quota of the plan as CloudWatch has it now, held against Service Quotas. */
export function quotasPublished({ plan, feed, quotas, quotasUnread }: DoctorFacts): Finding[] {
  const check = "quotas-published";
  if ("unread" in feed) return [cannotTell(check, "whether quotas are in CloudWatch", feed.unread)];
  // A dead publisher is told by itself: that its quotas are missing is what it means.
  if (!isAlive(feed.value)) return [];
  const compared = plan.feed.quotas.map((quota) => {
    const reading = quotas.get(quota.code) ?? notRead;
    const { lowest, highest } = feed.value.quotas.get(seriesKey(quota)) ?? {};
    return {
      quota,
      reading,
      // The lowest is what alarms divide by (monitoring/usage.ts).
      published: lastOf(lowest),
      newest: lastOf(highest),
      // What is published is effective for the scope, as the alarms read it.
      value: quotaValue(reading, quota.multiplier).value,
    };
  });
  const needed = compared.filter(({ quota }) => !quota.shownOnly);
  const label = ({ quota }: (typeof compared)[number]) => `${quota.modelId} ${quota.kind} (${quota.code})`;
  const findings: Finding[] = [];

  const missing = needed.filter(({ published }) => published === undefined);
  const lacking = missing.filter(({ reading }) => reading.origin === "none");
  if (lacking.length > 0)
    findings.push({
      check,
      level: "critical",
      subjects: lacking.map(label),
      found: `${counted(lacking.length, "quota")} that this account does not have, so alarms on ${lacking.length === 1 ? "it" : "them"} are silent: ${named(lacking.map(label))}`,
      fix: {
        text: `leave ${lacking.length === 1 ? "it" : "them"} out in the stack file, e.g. under ${lacking[0]!.quota.modelId}: quotas: { ${lacking[0]!.quota.kind}: none }; or its code is another now`,
        command: refreshCommand(plan.region),
      },
    });
  const silent = missing.filter(({ reading }) => reading.origin !== "none");
  if (silent.length > 0)
    findings.push({
      check,
      level: "critical",
      subjects: silent.map(label),
      found: `${counted(silent.length, "quota")} not in CloudWatch now, so alarms on ${silent.length === 1 ? "it" : "them"} are silent: ${named(silent.map(label))}`,
      fix: {
        text: `where the stack file names it since the last deployment: ${upCommand(plan.stack)}; else the publisher's logs say why (events quotas-missing, quotas-unread)`,
        link: logGroupUrl(plan.region, publisherLogGroupName(plan.stack)),
      },
    });

  const other = compared.filter(
    ({ published, newest, value }) =>
      published !== undefined && value !== null && published !== value && newest !== value,
  );
  if (other.length > 0)
    findings.push({
      check,
      level: "warning",
      subjects: other.map(label),
      found: `${counted(other.length, "quota")} published with another value than Service Quotas has: ${named(other.map((one) => `${label(one)}: ${one.published} published, ${one.value} in Service Quotas`))}. Right after a change this is so for up to ${counted(plan.feed.refreshMinutes, "minute")}`,
      fix: {
        text: `run this again in ${counted(plan.feed.refreshMinutes, "minute")}; if it stays, compare the publisher's logs with`,
        link: quotaUrl(plan.region, other[0]!.quota.code),
      },
    });

  const unread = compared.filter(({ published, reading }) => published !== undefined && reading.origin === "unread");
  if (unread.length > 0) {
    const why = quotasUnread?.why ?? unread.flatMap(({ reading }) => reading.reason ?? [])[0];
    findings.push({
      check,
      level: "cannot-tell",
      subjects: unread.map(label),
      found: `cannot tell whether ${counted(unread.length, "quota")} ${unread.length === 1 ? "is" : "are"} published with the right value: Service Quotas could not be read${why === undefined ? "" : ` (${why})`}`,
      fix: {
        text: quotasUnread?.fix ?? "run it again; if it stays, look at that quota in the console of Service Quotas",
      },
    });
  }
  if (findings.length > 0) return findings;
  return [
    fine(check, `${counted(needed.length, "quota")} of the plan in CloudWatch now, each as Service Quotas has it`),
  ];
}

export const seriesKey = ({ metric, modelId }: FeedQuota): string => `${metric} ${modelId}`;
