import { InvalidArgumentError } from "commander";
import type { Ask } from "../../monitoring/increase/need.ts";
import { UserError } from "../../stacks/user-error.ts";
import { type LimitKind, limitKinds } from "../../words/words.ts";
import { exitCodes } from "../usage/exit-code.ts";

const suffixes: Readonly<Record<string, number>> = { "": 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** A quota's value as people write it: 2000000, 2,000,000, 2_000_000, 2M, 500k. @throws InvalidArgumentError */
export function readValue(text: string): number {
  const [, digits = "", suffix = ""] = /^(\d[\d,_]*(?:\.\d+)?)([kmgt]?)$/i.exec(text.trim()) ?? [];
  const value = Number(digits.replaceAll(/[,_]/g, "")) * (suffixes[suffix.toLowerCase()] ?? Number.NaN);
  if (digits === "" || !Number.isSafeInteger(value) || value <= 0)
    throw new InvalidArgumentError("It must be a whole number above 0, such as 2000000, 2,000,000, 2M or 500k.");
  return value;
}

/** The largest share that makes sense to leave free: ten times the highest use. */
const mostHeadroom = 90;

/** A share of the quota to leave free: 30 or 30%. @returns 0 to 0.9 @throws InvalidArgumentError */
export function readHeadroom(text: string): number {
  const [, digits] = /^(\d+(?:\.\d+)?)\s*%?$/.exec(text.trim()) ?? [];
  const percent = Number(digits);
  if (digits === undefined || percent > mostHeadroom)
    throw new InvalidArgumentError(`It must be a percentage from 0 to ${mostHeadroom}, such as 30%.`);
  return percent / 100;
}

/** Kinds of quota, repeated or as a list. @throws InvalidArgumentError */
export function readKinds(text: string, before: readonly LimitKind[] = []): LimitKind[] {
  const names = text.split(",").map((name) => name.trim());
  const wrong = names.find((name) => !(limitKinds as readonly string[]).includes(name));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is none of ${limitKinds.join(", ")}.`);
  return [...new Set([...before, ...(names as LimitKind[])])];
}

/** Share that is left free unless told: what the project's own warnings leave. */
const defaultHeadroom = 0.3;

/** @throws UserError where both are given */
export function askOf({ to, headroom }: { to?: number; headroom?: number }): Ask {
  if (to !== undefined && headroom !== undefined)
    throw new UserError("--to and --headroom: choose one", exitCodes.cannotTell);
  return to === undefined ? { headroom: headroom ?? defaultHeadroom } : { to };
}
