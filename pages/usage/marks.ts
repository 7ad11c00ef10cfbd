import { type Bounds, markOf } from "../../monitoring/report/bounds.ts";
import { amount, percentage } from "../charts/format.ts";

/** A number with its mark where it is not exact. */
export const markedAmount = (value: number, bounds: Bounds | undefined): string =>
  `${markOf(value, bounds)}${amount(value)}`;

export const markedPercentage = (value: number, bounds: Bounds | undefined): string =>
  `${markOf(value, bounds)}${percentage(value)}`;

/** Between what the true value lies; "" where it is told exactly. */
export const amountBounds = (bounds: Bounds | undefined): string =>
  bounds === undefined ? "" : `${amount(bounds.low)} to ${amount(bounds.high)} in truth`;

/** The lower end is cut and the upper one raised, so that both hold. */
export const percentageBounds = (bounds: Bounds | undefined): string =>
  bounds === undefined
    ? ""
    : `${percentage(bounds.low)} to ${percentage(Math.ceil(bounds.high * 10 - tiny) / 10)} in truth`;

/** Less than any figure has digits, more than a binary fraction is off. */
const tiny = 1e-6;
