import { wrongValue } from "../../monitoring/increase/wrong-value.ts";
import { UserError } from "../../stacks/user-error.ts";
import { exitCodes } from "../usage/exit-code.ts";
import type { IncreaseDocument } from "./document-shape.ts";

/**
 * Checks the value of --to against what the account has.
 * @throws UserError where it is meant for no quota or for several, below what there is, or far above it
 */
export function checkTo(to: number, documents: readonly IncreaseDocument[]): void {
  const found = documents.flatMap(({ region, targets }) =>
    targets.flatMap(({ modelId, scope, quotas }) => quotas.map((quota) => ({ region, modelId, scope, quota }))),
  );
  const [first, ...others] = found;
  if (!first)
    throw new UserError(
      "--to: no quota was found that it could be for; name a model, its scope and --kind",
      exitCodes.cannotTell,
    );
  if (others.length > 0) {
    const lines = found.map(
      ({ region, modelId, scope, quota }) => `  ${modelId}/${scope} --kind ${quota.kind} --region ${region}`,
    );
    const shown = [...lines.slice(0, 12), ...(lines.length > 12 ? [`  and ${lines.length - 12} more`] : [])];
    throw new UserError(
      [`--to is for one quota, and ${found.length} are meant; name one of them:`, ...shown].join("\n"),
      exitCodes.cannotTell,
    );
  }
  const wrong = wrongValue(to, first.quota, first.quota.demand?.peak ?? 0);
  if (wrong !== undefined) throw new UserError(wrong, exitCodes.cannotTell);
}
