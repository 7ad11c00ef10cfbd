import { refreshCommand, upCommand } from "../../words/commands.ts";
import { daysBetween } from "../end-of-life.ts";
import { topicName } from "../names.ts";
import type { DoctorFacts } from "./facts.ts";
import { counted, type Finding, fine, named } from "./finding.ts";
import { putBack } from "./planned-alarms.ts";

/** Whose credentials they are. Another account than the one that the stack file names is told before all else. */
export function credentials({ account, ownAccounts, plan }: DoctorFacts): Finding[] {
  const check = "credentials";
  if (account === undefined)
    return [
      {
        check,
        level: "note",
        subjects: [],
        found: "they work; which account they are of shows in none of what could be read",
        fix: { command: "aws sts get-caller-identity" },
      },
    ];
  const others = ownAccounts.filter((one) => one !== account);
  if (others.length > 0)
    return [
      {
        check,
        level: "critical",
        subjects: [account],
        found: `they are of account ${account}; the stack ${plan.stack} is of ${others.join(", ")}`,
        fix: { text: "choose that account's profile: --profile, AWS_PROFILE" },
      },
    ];
  return [fine(check, `account ${account}, ${plan.region}`)];
}

/**
 * Days after which the registry may lack an announced end: AWS gives 45 days for a few models (end-of-life.ts). Never
 * more than a note: what the account's own lists say counts before it.
 */
const registryDays = 45;

/** How old the shipped registry is. */
export function registryAge({ plan, registryReadAt, now }: DoctorFacts): Finding[] {
  const check = "registry";
  if (registryReadAt === undefined) return [];
  const today = new Date(now * 1000).toISOString().slice(0, 10);
  const days = daysBetween(registryReadAt, today);
  if (days <= registryDays) return [fine(check, `read on ${registryReadAt}`)];
  return [
    {
      check,
      level: "note",
      subjects: [],
      found: `what it has of ${plan.region} was read on ${registryReadAt}, ${counted(days, "day")} ago: an end of life may have been announced since`,
      fix: { command: refreshCommand(plan.region) },
    },
  ];
}

export const versions = ({ versions: { project, node } }: DoctorFacts): Finding[] => [
  fine(
    "versions",
    `bedrock-headroom ${project} on Node ${node}; which version was deployed is kept nowhere in the account`,
  ),
];

/** What Pulumi's state says that the account does not bear out, alarms apart. */
export function pulumiState({ plan, state, topics }: DoctorFacts): Finding[] {
  const check = "state";
  if (!state) return [];
  const findings: Finding[] = [];
  if (state.pendingOperations > 0)
    findings.push({
      check,
      level: "warning",
      subjects: [],
      found: `${counted(state.pendingOperations, "operation")} of an update that was interrupted: what became of ${state.pendingOperations === 1 ? "it" : "them"} the state does not know`,
      fix: { command: putBack(plan) },
    });
  if (state.pendingDeletes > 0)
    findings.push({
      check,
      level: "note",
      subjects: [],
      found: `${counted(state.pendingDeletes, "replaced resource")} still to be deleted`,
      fix: { command: upCommand(plan.stack) },
    });
  const lacking = [...topics.keys()]
    .map((severity) => topicName(plan.stack, severity))
    .filter((name) => !state.topics.some((arn) => arn.endsWith(`:${name}`)));
  if (lacking.length > 0)
    findings.push({
      check,
      level: "warning",
      subjects: lacking,
      found: `topics of the plan that the state does not have: ${named(lacking)}`,
      fix: { command: upCommand(plan.stack) },
    });
  if (findings.length > 0) return findings;
  return [
    fine(
      check,
      `${counted(state.alarms.length, "alarm")} and ${counted(state.topics.length, "topic")}, no operation left unfinished`,
    ),
  ];
}
