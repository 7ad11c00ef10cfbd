import type { SlackSettings } from "../monitoring/settings.ts";
import type { SlackConfig } from "./alert-shapes.ts";
import type { Checked } from "./check-shape.ts";
import { at, listed, type Problems } from "./config-error.ts";

const path = "alerts.slack";
const ofChannel = ["workspaceId", "channelId", "region", "topics"] as const;

/** A channel that the stack configures, or the configuration that another made and that takes the stack's topics. */
export interface GivenSlack {
  slack?: SlackSettings;
  slackExisting?: string;
}

/**
 * Checks what goes together in `alerts.slack`.
 * @param region the stack's; undefined where it is not known
 */
export function slackSettings(
  given: Checked<SlackConfig> | undefined,
  region: string | undefined,
  problems: Problems,
): GivenSlack {
  if (!given) return {};
  // general/latest/gr/chatbot: the service has no endpoint in these partitions.
  if (region !== undefined && /^(us-gov|cn)-/.test(region)) {
    problems.add(
      path,
      given,
      `can't work in ${region}: Amazon Q Developer in chat applications is not in its partition`,
      "use alerts.webhooks or alerts.email (docs/alerts.md)",
    );
    return {};
  }
  // What has the wrong shape is not in `given` any more, and was told already.
  const stands = (key: keyof SlackConfig): boolean => given[key] !== undefined || problems.under(at(path, key));
  const { existing, workspaceId, channelId, region: api, topics } = given;
  if (stands("existing")) {
    const besides = ofChannel.filter(stands);
    if (besides.length > 0)
      problems.add(
        at(path, "existing"),
        existing,
        `stands beside ${listed(besides)}: the configuration that exists says these`,
        "remove one of them",
      );
    return existing === undefined ? {} : { slackExisting: existing };
  }
  for (const key of (["workspaceId", "channelId"] as const).filter((name) => !stands(name)))
    problems.add(
      at(path, key),
      undefined,
      "is missing: a channel is known by workspaceId and channelId",
      key === "workspaceId" ? 'for example workspaceId: "T0123456789"' : 'for example channelId: "C0123456789"',
    );
  if (workspaceId === undefined || channelId === undefined) return {};
  const others = (topics ?? []).filter((arn) => arn !== undefined);
  return {
    slack: {
      workspaceId,
      channelId,
      ...(api !== undefined && { region: api }),
      ...(others.length > 0 && { topics: [...new Set(others)] }),
    },
  };
}
