import { type CloudWatchClient, GetAlarmMuteRuleCommand, paginateListAlarmMuteRules } from "@aws-sdk/client-cloudwatch";
import pLimit from "p-limit";

/** A rule that mutes alarms: they evaluate, and their actions are not carried out. */
export interface AlarmMuteRule {
  name: string;
  status: "ACTIVE" | "SCHEDULED";
  /** names of the alarms that it is for */
  alarms: readonly string[];
  expires?: Date;
}

/** The most that a page holds. API ListAlarmMuteRules */
const perPage = 100;

/**
 * The account's mute rules that are on or will be, each with its alarms: lists have no alarms, so each rule is asked for.
 * Who lists them needs cloudwatch:ListAlarmMuteRules, and cloudwatch:GetAlarmMuteRule where there are any.
 * @throws the SDK's error
 */
export async function listMuteRules(client: CloudWatchClient): Promise<AlarmMuteRule[]> {
  const names: string[] = [];
  const pages = paginateListAlarmMuteRules({ client, pageSize: perPage }, { Statuses: ["ACTIVE", "SCHEDULED"] });
  // arn:aws:cloudwatch:<Region>:<account>:alarm-mute-rule:<name>. AWS::CloudWatch::AlarmMuteRule, Permissions
  for await (const page of pages)
    for (const { AlarmMuteRuleArn = "" } of page.AlarmMuteRuleSummaries ?? [])
      names.push(AlarmMuteRuleArn.split(":").slice(6).join(":"));
  const few = pLimit(4);
  const rules = await Promise.all(names.map((name) => few(() => muteRule(client, name))));
  return rules.filter((rule) => rule !== undefined);
}

async function muteRule(client: CloudWatchClient, AlarmMuteRuleName: string): Promise<AlarmMuteRule | undefined> {
  try {
    const rule = await client.send(new GetAlarmMuteRuleCommand({ AlarmMuteRuleName }));
    const { Name = AlarmMuteRuleName, Status, MuteTargets, ExpireDate } = rule;
    // It may have ended since it was listed.
    if (Status !== "ACTIVE" && Status !== "SCHEDULED") return undefined;
    return {
      name: Name,
      status: Status,
      alarms: MuteTargets?.AlarmNames ?? [],
      ...(ExpireDate && { expires: ExpireDate }),
    };
  } catch (error) {
    if (error instanceof Error && /^ResourceNotFound(Exception)?$/.test(error.name)) return undefined;
    throw error;
  }
}
