import { type Percent, percent } from "../../words/units.ts";
import { randomFrom } from "./random.ts";

/** How the use of one quota goes over some hours. */
export interface Shape {
  name: string;
  /** share of the quota in each minute, counted from 0; 0: no calls at all */
  share: (minute: number) => Percent;
}

/** How long a shape lasts, minutes: long enough for the rarest burst to come five times. */
export const shapeMinutes = 360;

const shape = (name: string, share: (minute: number) => number): Shape => ({
  name,
  share: (minute) => percent(share(minute)),
});

const steady = (share: number): Shape => shape(`steady ${share} %`, () => share);

/** Rises evenly and falls at once, over and over. */
const sawtooth = (low: number, high: number, every: number): Shape =>
  shape(`sawtooth ${low}-${high} %, ${every} min`, (minute) => low + ((high - low) * (minute % every)) / (every - 1));

/** One minute of so many at a share, the last one; the others are at another. */
const burst = (share: number, every: number, quiet: number): Shape =>
  shape(`${share} % 1 in ${every}, ${quiet === 0 ? "idle" : `${quiet} %`} between`, (minute) =>
    minute % every === every - 1 ? share : quiet,
  );

/** Some minutes of each hour or so at one share, the rest at another. */
const blocks = (name: string, share: number, length: number, every: number, quiet: number): Shape =>
  shape(name, (minute) => (minute % every >= every - length ? share : quiet));

const gaps = [2, 3, 4, 5, 10, 15, 20, 30, 45, 70] as const;

/** Each minute anywhere between two shares, always the same for the same name. */
function noise(low: number, high: number): Shape {
  const name = `noise ${low}-${high} %`;
  const random = randomFrom(name);
  const shares = Array.from({ length: shapeMinutes }, () => Math.round(low + (high - low) * random()));
  return shape(name, (minute) => shares[minute] ?? low);
}

/**
 * The shapes of traffic that the default evaluation was chosen by: on each side of the thresholds 70 and 90, around
 * them, over the quota in single minutes with every gap that matters to a window of an hour, and the ways that real
 * stacks get there: a batch, a ramp, a spike, a runaway loop.
 */
export const shapes: readonly Shape[] = [
  ...[69, 71, 89, 91, 105].map(steady),
  sawtooth(60, 80, 10),
  sawtooth(80, 99, 10),
  sawtooth(60, 120, 10),
  sawtooth(40, 110, 50),
  ...gaps.map((every) => burst(130, every, 0)),
  ...gaps.map((every) => burst(130, every, 10)),
  ...[3, 20, 40].map((every) => burst(75, every, 10)),
  ...[3, 20, 40].map((every) => burst(95, every, 10)),
  noise(50, 110),
  noise(0, 75),
  shape("ramp 20-110 %", (minute) => 20 + (90 * minute) / (shapeMinutes - 1)),
  shape("night batch 120 %, 90 min", (minute) => (minute < 120 ? 30 : minute < 210 ? 120 : 5)),
  blocks("hourly job 120 %, 5 min", 120, 5, 60, 10),
  blocks("half-hours of 95 % and 20 %", 95, 30, 60, 20),
  shape("one spike 150 %", (minute) => (minute === 60 ? 150 : 10)),
  shape("runaway 20-400 %", (minute) => 20 + (380 * Math.min(minute, 240)) / 240),
];
