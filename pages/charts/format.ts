/** Numbers as the pages write them: the same in every browser, whatever its language. */

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const fine = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });

/** What stands where there is no number. */
export const nothing = "–";

/** With thousands separators: 1,250,000; two decimals at most below 100. */
export const amount = (value: number): string =>
  Number.isNaN(value) ? nothing : (Math.abs(value) < 100 ? fine : whole).format(value);

/** For axes and legends: 1.25M, 30M, 850K; small numbers as they are. */
export const shortAmount = (value: number): string =>
  Number.isNaN(value) ? nothing : Math.abs(value) < 1_000 ? fine.format(value) : compact.format(value);

/** A share of a quota: 71 %, 4.5 %. One decimal at most, so that 69.96 never reads as 70. */
export function percentage(value: number): string {
  if (Number.isNaN(value)) return nothing;
  const shown = Math.trunc(value * 10) / 10;
  return `${fine.format(shown)} %`;
}

/** US dollars. Below a cent that is no zero: "< $0.01". */
export function dollarAmount(value: number): string {
  if (value > 0 && value < 0.005) return "< $0.01";
  return `$${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

/** Minutes since the start as hours and minutes: 47 is 0:47, 135 is 2:15. */
export const clock = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(Math.floor(minutes % 60)).padStart(2, "0")}`;

/** "1 alarm", "1,204 alarms". */
export const counted = (number: number, one: string, many = `${one}s`): string =>
  `${whole.format(number)} ${number === 1 ? one : many}`;
