/** What was added within the last span of time, kept in slots: an amount counts until its whole slot is older than the span. */
export interface RollingSum {
  add(at: number, amount: number): void;
  /** of the last span before a time */
  total(at: number): number;
  /** The earliest time, not before `at`, when the sum has fallen to a limit, if nothing is added. Infinity: never. */
  fallsTo(limit: number, at: number): number;
}

/** @param span and `slot` in milliseconds */
export function rollingSum(span: number, slot: number): RollingSum {
  /** by the slot's number, oldest first */
  const slots = new Map<number, number>();
  let sum = 0;
  /** Time that went backwards counts as the last one. */
  let latest = Number.NEGATIVE_INFINITY;

  function forget(at: number): void {
    latest = Math.max(latest, at);
    for (const [number, amount] of slots) {
      if (gone(number) > latest) return;
      slots.delete(number);
      sum -= amount;
    }
    // Without slots nothing is left, whatever fractions rounded to.
    if (slots.size === 0) sum = 0;
  }
  const gone = (number: number): number => (number + 1) * slot + span;

  return {
    add(at, amount) {
      forget(at);
      const number = Math.floor(latest / slot);
      slots.set(number, (slots.get(number) ?? 0) + amount);
      sum += amount;
    },
    total(at) {
      forget(at);
      return sum;
    },
    fallsTo(limit, at) {
      forget(at);
      let left = sum;
      if (left <= limit) return latest;
      for (const [number, amount] of slots) {
        left -= amount;
        if (left <= limit) return gone(number);
      }
      return limit >= 0 ? latest : Number.POSITIVE_INFINITY;
    },
  };
}
