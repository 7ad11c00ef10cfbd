import type { BuiltRegistry } from "../../registry/build.ts";
import type { CatalogueModel } from "../../registry/catalogue-types.ts";
import { nearest } from "../../registry/nearest.ts";
import { parseArn } from "../../stacks/arn.ts";
import { isPattern } from "../../stacks/select-models.ts";
import { UserError } from "../../stacks/user-error.ts";
import { matchesGlob } from "../../words/glob.ts";
import { isIdWithoutRelease, modelsNamed } from "../model-names/models-named.ts";
import { searchModels } from "./search-models.ts";

/**
 * The model of any Region that a name means: the names of `usage`, but for those that only an account has.
 * @throws UserError where no model fits, or several do
 */
export function findModel({ catalogue: { models }, regions }: BuiltRegistry, written: string): CatalogueModel {
  const arn = parseArn(written);
  const asked = arn && ["foundation-model", "inference-profile"].includes(arn.resourceType) ? arn.resourceId : written;
  const exact = models.find(({ modelId }) => modelId === asked);
  if (exact) return exact;
  const prefixes = new Set(
    [...regions.values()].flatMap((file) => file.models.flatMap(({ geographic = [] }) => geographic)),
  );
  const [prefix = "", ...rest] = asked.split(".");
  const ofProfile = models.find(({ modelId }) => modelId === rest.join("."));
  if (ofProfile && (prefix === "global" || prefixes.has(prefix))) return ofProfile;

  const id = prefix === "global" || prefixes.has(prefix) ? rest.join(".") : asked;
  const readings = [
    () => models.filter(({ modelId }) => isPattern(id) && matchesGlob(id.toLowerCase(), modelId)),
    () => models.filter(({ modelId }) => isIdWithoutRelease(id.toLowerCase(), modelId)),
    () => modelsNamed(asked, models),
    () => searchModels(models, asked),
  ];
  const found = readings.map((read) => read()).find((some) => some.length > 0) ?? [];
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    const shown = found.slice(0, 20).map(({ modelId, name }) => `  ${modelId}  ${name}`);
    const more = found.length > shown.length ? [`  and ${found.length - shown.length} more`] : [];
    throw new UserError([`"${asked}" fits ${found.length} models:`, ...shown, ...more].join("\n"));
  }
  const meant = nearest(
    asked,
    models.flatMap(({ modelId, name }) => [modelId, name]),
  );
  throw new UserError(
    `no model ${asked}${meant.length > 0 ? `; did you mean ${meant.join(" or ")}?` : ""} (headroom registry list lists them)`,
  );
}
