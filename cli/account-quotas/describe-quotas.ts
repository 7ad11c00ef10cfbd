import { fittedTable } from "../fitted-table.ts";
import { whole } from "../usage/numbers.ts";
import type { ListedQuota } from "./listed-quotas.ts";
import { noValue } from "./quota-text.ts";

/**
 * A Region's quotas as a person reads them.
 * @param width characters in a line
 */
export function describeQuotas(quotas: readonly ListedQuota[], region: string, width: number): string {
  if (quotas.length === 0) return `No quota of calling models in ${region}.`;
  const mapped = quotas.filter(({ modelId }) => modelId !== null);
  const unmapped = quotas.filter(({ modelId }) => modelId === null);
  const limit = ({ kind, variant }: ListedQuota) => (variant === "" ? kind : `${kind} (${variant})`);
  const rest = ["applied", "default", "effective", "adjustable", "code"];
  const right = ["right", "right", "right", "left", "left"] as const;
  const parts = [`Bedrock quotas in ${region}: ${quotas.length}`];
  if (mapped.length > 0) {
    const rows = mapped.map((quota) => [quota.modelId!, quota.scope ?? "", limit(quota), ...cells(quota)]);
    const head = ["model", "scope", "limit", ...rest];
    parts.push("", fittedTable({ head, rows, align: ["left", "left", "left", ...right], names: 2 }, width));
  }
  if (unmapped.length > 0) {
    const rows = unmapped.map((quota) => [quota.name, ...cells(quota), quota.unmapped ?? ""]);
    const head = ["quota", ...rest, "why"];
    parts.push("", "Of no single known model:");
    parts.push(fittedTable({ head, rows, align: ["left", ...right, "left"], names: 1 }, width));
  }
  const notes = [
    "Applied and default are AWS's values, as Service Quotas shows them; effective is what use in this scope is compared with.",
    ...(quotas.some(({ multiplier }) => multiplier === 2)
      ? ["² Twice AWS's value: doubled for cross-Region calls."]
      : []),
    ...(quotas.some(({ origin }) => origin === "default")
      ? ["* AWS's default: the account has no value of its own."]
      : []),
  ];
  return [...parts, "", ...notes].join("\n");
}

function cells({ applied, default: standard, value, origin, multiplier, adjustable, code }: ListedQuota): string[] {
  const marks = `${multiplier === 2 ? "²" : ""}${origin === "default" ? "*" : ""}`;
  return [
    origin === "unread" ? "?" : whole(applied),
    whole(standard),
    origin === "none" || origin === "unread" ? noValue[origin] : `${whole(value)}${marks}`,
    adjustable === null ? "?" : adjustable ? "yes" : "no",
    code,
  ];
}
