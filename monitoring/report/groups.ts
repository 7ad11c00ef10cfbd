import type { LogGrouping } from "./caller-names.ts";
import type { GroupUsage, ProfileUsage, TargetUsage } from "./document.ts";

/** What a target's use is grouped by: its ids, or the value of one of their tags; CloudWatch's metrics tell that. */
export type ProfileGrouping = { by: "profile" } | { by: "tag"; key: string };

/** Those, and what only the records of the calls tell. */
export type Grouping = ProfileGrouping | LogGrouping;

/** The part of a grouping that the invocation logs tell; undefined: they are not needed. */
export const logGrouping = (grouping: Grouping | undefined): LogGrouping | undefined =>
  grouping && grouping.by !== "profile" && grouping.by !== "tag" ? grouping : undefined;

export const profileGrouping = (grouping: Grouping | undefined): ProfileGrouping | undefined =>
  grouping && (grouping.by === "profile" || grouping.by === "tag") ? grouping : undefined;

export function groupsOf(
  profiles: readonly ProfileUsage[],
  grouping: ProfileGrouping,
): NonNullable<TargetUsage["groups"]> {
  const keyOf = ({ id, tags }: ProfileUsage): string | null =>
    grouping.by === "profile" ? id : (tags[grouping.key] ?? null);
  const values = [...Map.groupBy(profiles, keyOf)].map(([value, members]): GroupUsage => {
    const sum = (of: (one: ProfileUsage) => number) => members.reduce((total, one) => total + of(one), 0);
    return {
      value,
      ids: members.map(({ id }) => id),
      tokens: sum(({ tokens }) => tokens),
      invocations: sum(({ invocations }) => invocations),
      throttles: sum(({ throttles }) => throttles),
      share: sum(({ share }) => share),
    };
  });
  return {
    by: grouping.by === "profile" ? "profile" : `tag:${grouping.key}`,
    values: values.toSorted((a, b) => b.share - a.share),
  };
}
