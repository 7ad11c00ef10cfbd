import { upCommand } from "../../words/commands.ts";
import { alarmsAsPlanned } from "./alarms-as-planned.ts";
import { alarmsEvaluate } from "./alarms-evaluate.ts";
import { alarmsMuted, alarmsTell } from "./alarms-tell.ts";
import { alarmsLeftOver, alarmsThere } from "./alarms-there.ts";
import { credentials, pulumiState, registryAge, versions } from "./around.ts";
import { burndown } from "./burndown.ts";
import type { DoctorFacts } from "./facts.ts";
import { type Finding, worstFirst } from "./finding.ts";
import { modelsOffered, modelsWatched, profilesCounted } from "./models.ts";
import { alarmsOf } from "./planned-alarms.ts";
import { changesTold, delivery, publisherRuns, quotasFresh } from "./publisher.ts";
import { quotasPublished } from "./quotas-published.ts";
import { slack, subscriptions, webhooks } from "./recipients.ts";

/** Every check, on what was read. Pure: the same facts give the same findings. The worst first. */
export function diagnose(facts: DoctorFacts): Finding[] {
  const always = [credentials, registryAge, versions].flatMap((check) => check(facts));
  const absent = notDeployed(facts);
  if (absent) return worstFirst([...always, absent]);
  const found = [
    pulumiState,
    alarmsThere,
    alarmsAsPlanned,
    alarmsEvaluate,
    alarmsTell,
    alarmsMuted,
    alarmsLeftOver,
    publisherRuns,
    quotasFresh,
    quotasPublished,
    changesTold,
    delivery,
    subscriptions,
    slack,
    webhooks,
    modelsWatched,
    profilesCounted,
    modelsOffered,
    burndown,
  ].flatMap((check) => check(facts));
  return worstFirst([...always, ...found]);
}

/** A stack of which nothing is there: one finding, not one for each of its parts. */
function notDeployed({ plan, alarms, strangers, account }: DoctorFacts): Finding | undefined {
  const planned = alarmsOf(plan);
  if (!("value" in alarms) || planned.some(({ AlarmName }) => alarms.value.has(AlarmName))) return undefined;
  if ("value" in strangers && strangers.value.length > 0) return undefined;
  const where = account === undefined ? plan.region : `account ${account}, ${plan.region}`;
  return {
    check: "deployed",
    level: "critical",
    subjects: [plan.stack],
    found: `no alarm of ${plan.stack} is in ${where}: never deployed, destroyed, or these are another account's credentials`,
    fix: { text: "choose its account (--profile, AWS_PROFILE), or deploy it", command: upCommand(plan.stack) },
  };
}
