import type { Announced, Life } from "../words/registry.ts";

/**
 * Days before a model's end at which people are told, and told more plainly. AWS gives six months, for a few models 45
 * days: bedrock/latest/userguide/model-lifecycle.
 */
export const noticeDays = [90, 30, 7] as const;

/** A model that can end. */
export interface Mortal extends Life {
  modelId: string;
  name: string;
}

/** The end that an alarm watches for: that of a legacy model, where AWS has said the day. */
export const watchedEnd = ({ lifecycle, endOfLife }: Life): Announced | undefined =>
  lifecycle === "legacy" ? endOfLife : undefined;

/** A model whose end is near, or has come since the registry was built. */
export interface EndNotice {
  modelId: string;
  name: string;
  endOfLife: Announced;
  extendedAccess?: Announced;
  /** whole days from today to the end; 0 on the day, negative after it */
  days: number;
  /** the notice that this is: the fewest days that are not fewer than those left; 0 from the day on */
  within: (typeof noticeDays)[number] | 0;
}

const millisecondsPerDay = 86_400_000;

/** Whole days between two days, in UTC. @param from an ISO date, as `to` */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / millisecondsPerDay);

/**
 * The models whose end is at most 90 days off, the nearest first, each once. One that the registry itself marks as ended
 * is none of them: that is told without a date of today.
 * @param today ISO date
 */
export function endNotices(models: Iterable<Mortal>, today: string): EndNotice[] {
  const notices = new Map<string, EndNotice>();
  for (const { modelId, name, lifecycle, endOfLife, extendedAccess } of models) {
    if (lifecycle === "end-of-life" || endOfLife === undefined) continue;
    const days = daysBetween(today, endOfLife.date);
    const within = days <= 0 ? 0 : noticeDays.findLast((notice) => days <= notice);
    if (within === undefined) continue;
    notices.set(modelId, { modelId, name, endOfLife, ...(extendedAccess && { extendedAccess }), days, within });
  }
  return [...notices.values()].sort((one, other) => one.days - other.days || (one.modelId < other.modelId ? -1 : 1));
}

const counted = (days: number): string => `${days} day${days === 1 ? "" : "s"}`;

/** When it ends, as a sentence begins: the nearer, the plainer. */
function whenText({ days, within, endOfLife: { date } }: EndNotice): string {
  if (days < 0) return `AWS ended it on ${date}, ${counted(-days)} ago: calls may fail now`;
  if (days === 0) return `AWS ends it TODAY, ${date}: calls may fail from now on`;
  const left = { 90: "ends it", 30: "ends it soon", 7: "ends it within the week" }[within || 7];
  return `AWS ${left}: on ${date}, in ${counted(days)}`;
}

/** The source of a day, and what others say where that is another day. */
export const announcedText = ({ source, otherwise = [] }: Announced): string =>
  [source, ...otherwise.map((other) => `${other.source} says ${other.date}`)].join("; ");

/**
 * What being legacy means. bedrock/latest/userguide/model-lifecycle-legacy ("may lose access to Legacy models after 15
 * days of inactivity"), quotas-runtime (no increases).
 */
export const legacyMeans = "AWS raises no quota of a legacy model, and 15 days without use may end the access to it";

/** A notice as a person reads it. */
export function endText(notice: EndNotice): string {
  const { modelId, name, endOfLife, extendedAccess, days } = notice;
  const dearer = extendedAccess
    ? ` Public extended access, which can cost more, is from ${extendedAccess.date} on.`
    : "";
  const until = days > 0 ? ` Until then: ${legacyMeans}.` : "";
  return `${name} (${modelId}): ${whenText(notice)} (${announcedText(endOfLife)}). Move its callers to another model; AWS moves none.${until}${dearer}`;
}
