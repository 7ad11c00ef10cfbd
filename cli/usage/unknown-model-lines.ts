import type { TargetSettings } from "../../monitoring/settings.ts";
import { ownId, scopeOf, targetLabel } from "../../monitoring/target.ts";
import { findExact } from "../../stacks/select-models.ts";
import type { Registry } from "../../words/registry.ts";

/** Whether the shipped registry knows a target's own id and so plans it without its account. */
export const isShipped = ({ model, scope }: TargetSettings, shipped: Registry): boolean =>
  findExact(model.modelId, shipped)?.some((one) => one.scope === scope) ?? false;

/**
 * The entry of a target that the account lists and the shipped registry does not: named by its own id, with the codes that
 * were read, so that it is planned without the account, too. One without codes stands in a comment.
 */
export function unknownModelLines(target: TargetSettings, remark: string | undefined): string[] {
  const { ids, quotas } = scopeOf(target);
  const codes = quotas.map(({ kind, code }) => `${kind}: ${code}`).join(", ");
  const others = ids.slice(1);
  const comment = `    # ${targetLabel(target)}: newer than the shipped registry; its codes are this account's.${remark === undefined ? "" : ` ${remark}.`}`;
  if (codes === "")
    return [
      `    # ${targetLabel(target)}: newer than the shipped registry, and the account lists no quota of it that is understood;`,
      `    # with its codes it can be monitored: - { model: "${ownId(target)}", quotas: { tpm: L-… } }`,
    ];
  return [
    comment,
    ...(others.length > 0 ? [`    # It has the ids ${others.join(", ")}, too: each is an entry of its own.`] : []),
    `    - model: ${ownId(target)}`,
    ...(target.scope === "mantle" ? ["      scopes: [mantle]"] : []),
    `      quotas: { ${codes} }`,
    ...(target.applicationProfiles.length > 0
      ? [`      applicationProfiles: [${target.applicationProfiles.filter((id) => !id.startsWith("arn:")).join(", ")}]`]
      : []),
  ];
}
