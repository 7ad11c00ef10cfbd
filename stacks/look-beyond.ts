import type { Registry } from "../words/registry.ts";
import type { StackAccount } from "./account.ts";
import { readElsewhere } from "./elsewhere.ts";
import type { BeyondRegistry, PlacedEntry } from "./select-models.ts";
import { type ResolvedModels, resolveUnknown } from "./unknown-models.ts";
import { whyUnknown } from "./why-unknown.ts";

/**
 * Looks for what the Region's registry does not know: in the account's lists, in the entries' own codes, in the other
 * Regions. Reads nothing where there is nothing to look for.
 */
export async function lookBeyond(
  unknown: readonly PlacedEntry[],
  registry: Registry,
  regions: readonly string[],
  loadRegistry: (region: string) => Promise<Registry>,
  account: StackAccount | undefined,
): Promise<ResolvedModels & BeyondRegistry> {
  const elsewhere = await readElsewhere(registry, unknown.length > 0 ? regions : [], loadRegistry);
  const found = await resolveUnknown(unknown, registry, elsewhere, account);
  const { accountTrouble: trouble } = found;
  const asked = account && { asked: trouble === undefined ? {} : { trouble } };
  return { ...found, why: ({ entry }) => whyUnknown(entry, { registry, elsewhere, ...asked }) };
}
