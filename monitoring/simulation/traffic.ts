import { type Percent, percent } from "../../words/units.ts";

/** The shape of synthetic traffic, in percent of the quotas that a target has at the start. */
export type Traffic =
  | { profile: "idle" }
  | { profile: "steady" | "over"; share: Percent }
  /** each `every` minutes end in `length` minutes at `share`; the others are at `quiet` */
  | { profile: "burst"; share: Percent; length: number; every: number; quiet: Percent }
  /** grows evenly from one share to the other over the whole simulation */
  | { profile: "runaway"; from: Percent; to: Percent }
  /** any other: the share of each minute, counted from 0 */
  | { profile: "minutes"; share: (minute: number) => Percent };

/** How each profile is written, for help and error messages. */
export const trafficSyntax: Readonly<
  Record<Exclude<Traffic["profile"], "minutes">, { example: string; meaning: string }>
> = {
  idle: { example: "idle", meaning: "no calls" },
  steady: { example: "steady:69%", meaning: "69 % of every quota, every minute" },
  burst: {
    example: "burst:120%x5/60@10%",
    meaning: "every 60 minutes end in 5 at 120 %, the others are at 10 % (idle without @)",
  },
  over: { example: "over:130%", meaning: "130 % of every quota, every minute; must be over 100 %" },
  runaway: { example: "runaway:20%..150%", meaning: "grows evenly from 20 % to 150 % over the whole simulation" },
};

const number = "(\\d+(?:\\.\\d+)?)%";
const forms = {
  steady: new RegExp(`^steady:${number}$`),
  over: new RegExp(`^over:${number}$`),
  burst: new RegExp(`^burst:${number}x(\\d+)/(\\d+)(?:@${number})?$`),
  runaway: new RegExp(`^runaway:${number}\\.\\.${number}$`),
};

/** Reads a profile as `trafficSyntax` shows it; undefined for anything else. */
export function parseTraffic(text: string): Traffic | undefined {
  if (text === "idle") return { profile: "idle" };
  for (const profile of ["steady", "over"] as const) {
    const [, share] = forms[profile].exec(text) ?? [];
    if (share === undefined) continue;
    if (profile === "over" && Number(share) <= 100) return undefined;
    return { profile, share: percent(Number(share)) };
  }
  const burst = forms.burst.exec(text);
  if (burst) {
    const [, share, length, every, quiet = "0"] = burst;
    const traffic = {
      profile: "burst" as const,
      share: percent(Number(share)),
      length: Number(length),
      every: Number(every),
      quiet: percent(Number(quiet)),
    };
    return traffic.length >= 1 && traffic.length <= traffic.every ? traffic : undefined;
  }
  const [, from, to] = forms.runaway.exec(text) ?? [];
  if (from === undefined || to === undefined) return undefined;
  return { profile: "runaway", from: percent(Number(from)), to: percent(Number(to)) };
}

/**
 * The share of its quotas that a target uses in one minute.
 * @param minute counted from 0
 * @param minutes the simulation's length
 */
export function shareAt(traffic: Traffic, minute: number, minutes: number): Percent {
  switch (traffic.profile) {
    case "idle":
      return percent(0);
    case "steady":
    case "over":
      return traffic.share;
    case "burst":
      return minute % traffic.every >= traffic.every - traffic.length ? traffic.share : traffic.quiet;
    case "minutes":
      return traffic.share(minute);
    case "runaway":
      return percent(minutes <= 1 ? traffic.to : traffic.from + ((traffic.to - traffic.from) * minute) / (minutes - 1));
  }
}
