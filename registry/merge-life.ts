import type { Announced, Life, NamedDay } from "../words/registry.ts";
import { isGovCloud } from "../words/words.ts";
import type { EndOfLife } from "./lifecycle.ts";

const dayNames = ["legacy", "extendedAccess", "endOfLife"] as const;
type DayName = (typeof dayNames)[number];

/** The days of a model's life, each with its sources. */
export type LifeDays = Pick<Life, DayName>;

/** A day as one source has it, and when the source was read. */
type Statement = NamedDay & { readAt: string; regions?: readonly string[] | undefined };

const statementsOf = (day: Announced | undefined): NamedDay[] =>
  day === undefined ? [] : [{ date: day.date, source: day.source }, ...(day.otherwise ?? [])];

/** What a listing says of a model, and what other sources said before: none of them takes the others' word away. */
export function besideOthers(listed: LifeDays, source: string, known: LifeDays | undefined): LifeDays {
  return daysOf((name) => {
    const others = statementsOf(known?.[name]).filter((one) => one.source !== source);
    return announced([...statementsOf(listed[name]), ...others]);
  });
}

function daysOf(day: (name: DayName) => Announced | undefined): LifeDays {
  const days = dayNames.map((name) => [name, day(name)] as const);
  return Object.fromEntries(days.filter(([, found]) => found !== undefined));
}

/** The first counts, and the others are kept where they say another day. */
function announced([first, ...others]: readonly (NamedDay & { regions?: readonly string[] | undefined })[]):
  | Announced
  | undefined {
  if (!first) return undefined;
  const { date, source, regions } = first;
  const otherwise = others.filter((one) => one.date !== date).map((one) => ({ date: one.date, source: one.source }));
  return { date, source, ...(regions && { regions }), ...(otherwise.length > 0 && { otherwise }) };
}

/**
 * The days of a model's life by every source: the newest word counts, and AWS's pages before its lists of the same day.
 * @param days what lists have said; what a page had said that is no longer among the announcements goes
 * @param pages what AWS's pages say of the model
 * @param readAt the day that a list was read, by the text that names it as a source
 */
export function mergeLife(days: LifeDays, pages: readonly EndOfLife[], readAt: ReadonlyMap<string, string>): LifeDays {
  return daysOf((name) => {
    const lists = statementsOf(days[name]).flatMap((one): Statement[] => {
      const read = readAt.get(one.source);
      return read === undefined ? [] : [{ ...one, readAt: read }];
    });
    const announcements = pages.flatMap((page): Statement[] => {
      const date = page[name];
      return date === undefined
        ? []
        : [
            {
              date,
              source: page.source,
              readAt: page.readAt,
              regions: name === "endOfLife" ? page.regions : undefined,
            },
          ];
    });
    // Stable: of one day, what stands first.
    return announced([...announcements, ...lists].sort(newestFirst));
  });
}

const newestFirst = (one: Statement, other: Statement): number =>
  one.readAt === other.readAt ? 0 : one.readAt < other.readAt ? 1 : -1;

/** The state of life on a day. */
export function lifecycleOn(today: string, { lifecycle, legacy, endOfLife }: Life): Life["lifecycle"] {
  if (lifecycle === "end-of-life" || (endOfLife !== undefined && endOfLife.date <= today)) return "end-of-life";
  if (legacy !== undefined) return legacy.date <= today ? "legacy" : lifecycle;
  return endOfLife !== undefined ? "legacy" : lifecycle;
}

/** A model's life in one Region: what AWS has named for other Regions alone is no news of this one. */
export function lifeIn(
  region: string,
  { lifecycle, legacy, extendedAccess, endOfLife }: Life,
): Life & { endsElsewhere?: Announced } {
  const covered = endOfLife === undefined || isCovered(region, endOfLife);
  if (!covered) return { lifecycle: "active", endsElsewhere: endOfLife };
  return {
    lifecycle,
    ...(legacy && { legacy }),
    ...(extendedAccess && { extendedAccess }),
    ...(endOfLife && { endOfLife }),
  };
}

const isCovered = (region: string, { regions }: Announced): boolean =>
  regions ? regions.includes(region) : !isGovCloud(region);
