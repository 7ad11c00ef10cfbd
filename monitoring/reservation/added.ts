import { type Expression, sum } from "../expression/expression.ts";

/**
 * The sum of what has one series an id at least.
 * @throws RangeError where it has none
 */
export function added<U extends "count" | "milliseconds" | "token-seconds">(
  of: readonly Expression<U>[],
): Expression<U> {
  const [first, ...rest] = of;
  if (!first) throw new RangeError("a reservation needs an id, and one of an application where it comes from clients");
  return sum(first, ...rest);
}
