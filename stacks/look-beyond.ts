import type { Registry } from "../words/registry.ts";
import type { StackAccount } from "./account.ts";
import { type Elsewhere, readElsewhere } from "./elsewhere.ts";
import type { BeyondRegistry, PlacedEntry } from "./select-models.ts";
import { type AccountAnswer, askAccount, canBeModels, type ResolvedModels, resolveUnknown } from "./unknown-models.ts";
import { whyUnknown } from "./why-unknown.ts";

/** What the Region's registry does not know, and what the other Regions' registries say of it. */
export interface BeyondSearch {
  registry: Registry;
  elsewhere: Elsewhere;
  /** what an account could tell of */
  asked: readonly PlacedEntry[];
}

/** Looks in the other Regions' registries. Reads nothing where there is nothing to look for. */
export function searchRegistries(
  unknown: readonly PlacedEntry[],
  registry: Registry,
  regions: readonly string[],
  registryFor: (region: string) => Registry,
): BeyondSearch {
  const elsewhere = readElsewhere(registry, unknown.length > 0 ? regions : [], registryFor);
  return { registry, elsewhere, asked: canBeModels(unknown, elsewhere) };
}

/** What the account's lists say of what was searched for; it is asked nothing where that is nothing. */
export const askOf = async ({ asked }: BeyondSearch, account: StackAccount | undefined): Promise<AccountAnswer> =>
  account && asked.length > 0 ? askAccount(account) : {};

/** What was found: in the account's lists, in the entries' own codes, in the other Regions. */
export function lookBeyond(
  { registry, elsewhere, asked }: BeyondSearch,
  answer: AccountAnswer,
  hasAccount: boolean,
): ResolvedModels & BeyondRegistry {
  const found = resolveUnknown(asked, registry, elsewhere, answer);
  const { accountTrouble: trouble } = found;
  const why = hasAccount && { asked: trouble === undefined ? {} : { trouble } };
  return { ...found, why: ({ entry }) => whyUnknown(entry, { registry, elsewhere, ...why }) };
}
