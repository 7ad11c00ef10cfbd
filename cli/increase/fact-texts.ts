import { markOf } from "../../monitoring/report/bounds.ts";
import { whole } from "../usage/numbers.ts";
import type { IncreaseTarget } from "./document-shape.ts";

type Measured = IncreaseTarget["facts"]["rates"][number]["peak"];

/** A measured value, marked where it is not exact. */
export const measured = ({ value, bounds }: Measured): string => `${markOf(value, bounds ?? undefined)}${whole(value)}`;

export const percentText = (percent: number): string =>
  `${percent >= 10 ? Math.round(percent) : Math.round(percent * 10) / 10} %`;
