import type { PublisherVpc, WebhookSettings } from "../monitoring/settings.ts";
import { parseArn } from "./arn.ts";
import type { Checked } from "./check-shape.ts";
import { at, type Problems } from "./config-error.ts";
import type { Config } from "./shapes.ts";
import { checkSeverityNames } from "./thresholds.ts";

type Given = NonNullable<Checked<NonNullable<Config["alerts"]>>["webhooks"]>;

const base = "alerts.webhooks";

/**
 * Characters of the function's environment that webhooks may take, of the 4 KB that it has in all:
 * lambda/latest/dg/gettingstarted-limits. About twenty webhooks with names of usual length.
 */
const mostCharacters = 3_000;

/**
 * The webhooks of a stack.
 * @param severityNames undefined where they can't be told
 * @param region the function reads secrets of its own Region only; undefined where it is not known
 */
export function webhookSettings(
  given: Given | undefined,
  severityNames: readonly string[] | undefined,
  region: string | undefined,
  problems: Problems,
): WebhookSettings[] {
  const seen = new Map<string, string>();
  const found = (given ?? []).flatMap((webhook, index): WebhookSettings[] => {
    const path = at(base, index);
    const { type, secretArn, kmsKeyArn, severities } = webhook ?? {};
    if (type === undefined || secretArn === undefined) return [];
    const before = seen.get(secretArn);
    if (before !== undefined)
      problems.add(
        at(path, "secretArn"),
        secretArn,
        `is the secret of ${before} too: each message would come twice`,
        "name both severities in one entry",
      );
    seen.set(secretArn, path);
    checkRegion(secretArn, at(path, "secretArn"), "secret", region, problems);
    if (kmsKeyArn !== undefined) checkRegion(kmsKeyArn, at(path, "kmsKeyArn"), "key", region, problems);
    if (severities?.length === 0)
      problems.add(
        at(path, "severities"),
        severities,
        "names no severity, so nothing comes",
        "leave it out for all of them",
      );
    const named = severities?.filter((name) => name !== undefined);
    if (named && severityNames) checkSeverityNames(at(path, "severities"), named, severityNames, problems);
    return [
      {
        type,
        secretArn,
        ...(kmsKeyArn !== undefined && { kmsKeyArn }),
        severities: [...new Set(named ?? severityNames ?? [])],
      },
    ];
  });
  if (JSON.stringify(found).length > mostCharacters)
    problems.add(
      base,
      given,
      "are too long together for the function's environment",
      "give the secrets shorter names, or list fewer",
    );
  return found;
}

function checkRegion(arn: string, path: string, what: string, region: string | undefined, problems: Problems): void {
  const found = parseArn(arn)?.region;
  if (region === undefined || found === region) return;
  problems.add(
    path,
    arn,
    `is a ${what} in ${found}; the function that reads it runs in ${region}`,
    `replicate the secret to ${region}, and name the replica${what === "key" ? "'s key" : ""}`,
  );
}

/** A function in a VPC reaches a webhook only where the VPC lets it out. */
export function checkWebhooksInVpc(
  webhooks: readonly WebhookSettings[],
  vpc: PublisherVpc | undefined,
  problems: Problems,
  warnings: string[],
): void {
  if (webhooks.length === 0 || !vpc) return;
  if (vpc.kind === "create")
    problems.add(
      base,
      webhooks.map(({ type }) => type),
      "can't be reached: the VPC that publisher.vpc.create makes has no way to the internet",
      "use alerts.slack, or subnets of yours with a way out (publisher.vpc: { subnetIds, securityGroupIds })",
    );
  else
    warnings.push(
      "alerts.webhooks: the notifier runs in publisher.vpc's subnets; they need a way to the internet (NAT) for the webhooks, and to Secrets Manager.",
    );
}
