import type { GroupUsage, ProfileUsage, TargetUsage } from "./document.ts";

/** What a target's use is grouped by: its ids, or the value of one of their tags. */
export type Grouping = { by: "profile" } | { by: "tag"; key: string };

export function groupsOf(profiles: readonly ProfileUsage[], grouping: Grouping): NonNullable<TargetUsage["groups"]> {
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
