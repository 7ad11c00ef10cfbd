import { usagePolicy } from "../usage/permissions.ts";

interface Statement {
  Sid: string;
}

/**
 * The read-only policy that `headroom doctor` needs: metrics, quotas, models and profiles as `usage` does, and alarms,
 * mute rules and subscriptions. No secret is read: DescribeSecret tells that it is there. Composite alarms are only told
 * to who may describe all alarms (API DescribeAlarms).
 */
export function doctorPolicy(): object {
  const { Version, Statement } = usagePolicy() as { Version: string; Statement: Statement[] };
  const [read] = Statement.filter(({ Sid }) => Sid === "ReadBedrockUsage");
  return {
    Version,
    Statement: [
      read,
      {
        Sid: "ReadAlarms",
        Effect: "Allow",
        Action: ["cloudwatch:DescribeAlarms", "cloudwatch:ListAlarmMuteRules", "cloudwatch:GetAlarmMuteRule"],
        Resource: "*",
      },
      {
        Sid: "ReadSubscriptions",
        Effect: "Allow",
        Action: ["sns:ListSubscriptionsByTopic"],
        Resource: "arn:*:sns:*:*:*",
      },
      {
        Sid: "SeeWebhookSecrets",
        Effect: "Allow",
        Action: ["secretsmanager:DescribeSecret"],
        Resource: "arn:*:secretsmanager:*:*:secret:*",
      },
    ],
  };
}
