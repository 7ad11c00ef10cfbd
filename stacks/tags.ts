import { limits } from "../monitoring/limits.ts";
import { namePrefix } from "../monitoring/names.ts";
import { at, type Problems } from "./config-error.ts";

/** At most so many tags are ours: model, scope, kind and severity, and one in reserve. */
const ownTags = 5;

/** Tells of tags that AWS would refuse once the stack's own stand beside them. */
export function checkTags(
  tags: Readonly<Record<string, string>> | undefined,
  defaultTags: readonly string[],
  problems: Problems,
): void {
  const keys = Object.keys(tags ?? {});
  // The provider gives both to each resource; of a key in both, the stack's value (API PutMetricAlarm: 50 in all).
  const fromProvider = defaultTags.filter((key) => !keys.includes(key)).length;
  const most = limits.tagsPerAlarm - ownTags;
  if (keys.length > most) {
    problems.add(
      "tags",
      tags,
      `are ${keys.length} tags; AWS allows ${limits.tagsPerAlarm} a resource, and ${ownTags} are kept for the stack's own`,
      `list at most ${most}`,
    );
  } else if (keys.length + fromProvider > most) {
    problems.add(
      "tags",
      tags ?? {},
      `are ${keys.length} tags, and aws:defaultTags has ${fromProvider} others: ${keys.length + fromProvider}; AWS allows ${limits.tagsPerAlarm} a resource, and ${ownTags} are kept for the stack's own`,
      `list at most ${Math.max(0, most - fromProvider)} beside those, or take some out of aws:defaultTags`,
    );
  }
  for (const key of keys.filter((name) => name.startsWith(`${namePrefix}:`))) {
    problems.add(at("tags", key), key, `begins with ${namePrefix}:, the stack's own prefix`, "choose another key");
  }
}
