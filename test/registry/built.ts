import { type BuildResult, buildRegistry, type Finding } from "../../registry/build.ts";
import { endsOfLife } from "../../registry/lifecycle.ts";
import { overrides } from "../../registry/overrides.ts";
import { readListings } from "./data/listings.ts";

/** The registry built from the data beside the tests. */
export const built: BuildResult = buildRegistry({ listings: await readListings(), overrides, endsOfLife });

/** The finding of a quota code. */
export function findingOf(code: string): Finding {
  const finding = built.findings.find((found) => found.code === code);
  if (!finding) throw new Error(`no quota ${code} in the data`);
  return finding;
}
