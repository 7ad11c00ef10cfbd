// Checked by the compiler alone: figures of different units can't meet. `npm test` runs tsc over it.
import { counted, metricOf, rate, sum, utilisationOf } from "../../monitoring/expression/expression.ts";
import { type PerDay, type PerMinute, perMinute } from "../../words/units.ts";

const metric = { namespace: "N", name: "A", dimensions: {} };
const tokens = counted(metric);
const perMinuteQuota = metricOf("per-minute", { ...metric, stat: "Maximum" });
const perDayQuota = metricOf("per-day", { ...metric, stat: "Minimum" });

utilisationOf(rate("per-minute", tokens), perMinuteQuota);
utilisationOf(rate("per-day", tokens), perDayQuota);
// @ts-expect-error a per-minute quota against a daily sum
utilisationOf(rate("per-day", tokens), perMinuteQuota);
// @ts-expect-error a sum over an unknown period against a quota
utilisationOf(tokens, perMinuteQuota);
// @ts-expect-error a rate and a count
sum(rate("per-minute", tokens), tokens);
// @ts-expect-error minutes are not days
export const wrong: PerDay = perMinute(1) as PerMinute;
