import pLimit from "p-limit";
import { listTags } from "../../aws/bedrock.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import type { IdFacts } from "../../monitoring/report/profile-usage.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds } from "../../monitoring/target.ts";
import { attempt } from "./attempt.ts";
import type { UsageClients } from "./clients.ts";
import type { Account } from "./read-account.ts";

/** What the report says of each id: its name, and an application profile's tags. */
export async function factsOf(
  clients: UsageClients,
  account: Account,
  { targets, asked }: { targets: readonly TargetSettings[]; asked: ReadonlySet<string> },
  abortSignal: AbortSignal | undefined,
): Promise<Map<string, IdFacts>> {
  const facts = new Map<string, IdFacts>();
  for (const { profileId, name } of account.systemProfiles) {
    facts.set(profileId, { name, kind: "system-profile", tags: {} });
  }
  for (const { model, scope } of targets) {
    for (const id of model.scopes[scope]?.ids ?? []) {
      if (facts.has(id)) continue;
      const kind = scope === "cross-region" || scope === "global" ? "system-profile" : "model";
      facts.set(id, { name: model.name, kind, tags: {} });
    }
  }
  const used = new Set(targets.flatMap((target) => monitoredIds(target, account.registry.region)));
  const mine = (account.applicationProfiles ?? []).filter(({ profileId, arn }) => used.has(profileId) || used.has(arn));
  const few = pLimit(4);
  const denied: Incomplete[] = [];
  await Promise.all(
    mine.map((profile) =>
      few(async () => {
        const tags = await attempt(
          clients,
          "tags of application profiles",
          "bedrock:ListTagsForResource",
          "profiles show without their tags",
          denied,
          () => tagsOrGone(clients, profile.arn, abortSignal),
        );
        const name = tags === "gone" ? `${profile.name} (deleted since it was listed)` : profile.name;
        const known: IdFacts = {
          name,
          kind: "application-profile",
          tags: tags === "gone" ? {} : (tags ?? {}),
          ...(asked.has(profile.profileId) && { asked: true }),
        };
        facts.set(profile.profileId, known);
        facts.set(profile.arn, known);
      }),
    ),
  );
  account.incomplete.push(...denied.slice(0, 1));
  return facts;
}

/** A profile that was deleted after it was listed has no tags any more, and its use is still use. */
async function tagsOrGone(
  { bedrock }: UsageClients,
  arn: string,
  abortSignal: AbortSignal | undefined,
): Promise<Record<string, string> | "gone"> {
  try {
    return await listTags(bedrock, arn, abortSignal ? { abortSignal } : {});
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return "gone";
    throw error;
  }
}
