import type { BucketValues, Charts, ProfileUsage } from "../../monitoring/report/document.ts";

/** What one part of a target's traffic used, per minute on average in each bucket. */
export interface Contribution {
  label: string;
  perMinute: BucketValues;
}

/** The largest few have a part of their own. */
const most = 7;

/**
 * What each profile, or each value of a tag, adds to a target's use.
 * @param tag the tag's key; undefined: by profile
 * @param buckets epoch seconds of the window's start and end: the first and last bucket may lie in it only in part
 */
export function contributionsOf(
  profiles: readonly ProfileUsage[],
  { tokensByProfile, start, bucketSeconds, buckets }: Charts,
  window: { start: number; end: number },
  tag: string | undefined,
): Contribution[] {
  const names = new Map<string, number>();
  for (const { name } of profiles) names.set(name, (names.get(name) ?? 0) + 1);
  // Two profiles may have one name: then the id tells them apart.
  const labelOf = ({ id, name, tags }: ProfileUsage): string => {
    if (tag !== undefined) return tags[tag] ?? `without ${tag}`;
    return names.get(name) === 1 ? name : `${name} (${id})`;
  };
  const groups = [...Map.groupBy(profiles, labelOf)].map(([label, members]) => ({
    label,
    tokens: members.reduce((sum, one) => sum + one.tokens, 0),
    counts: added(
      members.flatMap(({ id }) => (tokensByProfile[id] ? [tokensByProfile[id]] : [])),
      buckets,
    ),
  }));
  const used = groups.filter(({ tokens }) => tokens > 0).sort((a, b) => b.tokens - a.tokens);
  const rest = used.slice(most);
  const shown =
    rest.length < 2
      ? used
      : [
          ...used.slice(0, most),
          {
            label: `${rest.length} others`,
            counts: added(
              rest.map(({ counts }) => counts),
              buckets,
            ),
          },
        ];
  return shown.map(({ label, counts }) => ({
    label,
    perMinute: counts.map((count, bucket) => {
      const from = Math.max(window.start, start + bucket * bucketSeconds);
      const to = Math.min(window.end, start + (bucket + 1) * bucketSeconds);
      return count === null || to <= from ? null : count / ((to - from) / 60);
    }),
  }));
}

/** Every key that a profile has a tag of. */
export const tagKeysOf = (profiles: readonly ProfileUsage[]): string[] =>
  [...new Set(profiles.flatMap(({ tags }) => Object.keys(tags)))].sort();

function added(all: readonly BucketValues[], buckets: number): BucketValues {
  return Array.from({ length: buckets }, (_bucket, bucket) =>
    all.reduce<number | null>((sum, values) => {
      const value = values[bucket] ?? null;
      return value === null ? sum : (sum ?? 0) + value;
    }, null),
  );
}

/** Parts on top of each other: each with what is below it. A bucket without any data stays empty. */
export function stacked(parts: readonly BucketValues[]): BucketValues[] {
  const below: BucketValues = [];
  return parts.map((values) =>
    values.map((value, bucket) => {
      const any = parts.some((one) => one[bucket] !== null);
      below[bucket] = (below[bucket] ?? 0) + (value ?? 0);
      return any ? below[bucket] : null;
    }),
  );
}
