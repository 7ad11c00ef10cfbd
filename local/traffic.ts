import type { Traffic } from "../monitoring/simulation/traffic.ts";
import type { TrafficName } from "../pages/local/data.ts";
import { percent } from "../words/units.ts";

/** Traffic that `npm run local` can write. Each shows its point within its ten minutes, and then goes over to calm. */
export interface TrafficChoice {
  label: string;
  about: string;
  /** every target's, but for the one that it is about */
  others: Traffic;
  one: Traffic;
  /** what the one target's quota is multiplied with, in the second minute */
  quotaFactor?: number;
}

/** How long each lasts. */
export const trafficMinutes = 10;

const steady = (share: number): Traffic => ({ profile: "steady", share: percent(share) });

export const trafficChoices: Readonly<Record<TrafficName, TrafficChoice>> = {
  calm: { label: "Calm", about: "a third of every quota", others: steady(33), one: steady(33) },
  burst: {
    label: "Burst",
    about: "one model at 120 % for three of five minutes: its alarms fire and clear",
    others: steady(25),
    one: { profile: "burst", share: percent(120), length: 3, every: 5, quiet: percent(15) },
  },
  runaway: {
    label: "Runaway agent",
    about: "one model grows from 20 % to 150 % in ten minutes: warning, critical, throttles",
    others: steady(25),
    one: { profile: "runaway", from: percent(20), to: percent(150) },
  },
  "quota-lowered": {
    label: "Quota lowered",
    about:
      "steady use, and the quota of one model is halved: a message says so, and its alarms fire with no change of use",
    others: steady(25),
    one: steady(60),
    quotaFactor: 0.5,
  },
};

export const isTrafficName = (name: string): name is TrafficName => Object.hasOwn(trafficChoices, name);
