import type { Scope } from "./words.ts";

/**
 * How many times AWS's value a quota allows in a scope: a daily quota "doubled for cross-region calls" twice for calls
 * by a geographic profile, and once for all others, global profiles too (awslabs/bedrock-usage-analyzer counts alike).
 * @param doubled whether the quota's name says so
 */
export const multiplierOf = (doubled: boolean, scope: Scope | null): 1 | 2 =>
  doubled && scope === "cross-region" ? 2 : 1;
