import { parseTraffic, type Traffic } from "../../monitoring/simulation/traffic.ts";

/** A traffic profile that the page offers, in the words that `headroom simulate --traffic` takes. */
export interface TrafficChoice {
  profile: Traffic["profile"];
  label: string;
  /** what it does, in a few words */
  about: string;
  text: string;
}

export const trafficChoices: readonly TrafficChoice[] = [
  { profile: "idle", label: "Idle", about: "no calls", text: "idle" },
  { profile: "steady", label: "Steady", about: "the same share of every quota, every minute", text: "steady:65%" },
  {
    profile: "burst",
    label: "Burst",
    about: "25 % of every quota, with 8 minutes at 95 % every 50",
    text: "burst:95%x8/50@25%",
  },
  { profile: "over", label: "Over quota", about: "130 % of every quota, every minute", text: "over:130%" },
  { profile: "runaway", label: "Runaway", about: "grows from 20 % to 150 % of every quota", text: "runaway:20%..150%" },
];

/** What the page opens with: calm, with something to see. */
export const openingTraffic = "burst:95%x8/50@25%";

/** How high the steady profile goes, percent. */
export const steadyLimit = 150;

export const steadyText = (share: number): string => `steady:${share}%`;

/** @throws RangeError for what is no profile */
export function trafficOf(text: string): Traffic {
  const traffic = parseTraffic(text);
  if (!traffic) throw new RangeError(`"${text}" is no traffic profile`);
  return traffic;
}
