import { type Command, Option } from "commander";
import type { BuiltRegistry } from "../../registry/build.ts";
import { loadBuiltRegistry } from "../../registry/index.ts";
import { nearest } from "../../registry/nearest.ts";
import { normalise } from "../../registry/normalise.ts";
import { regionsByScope } from "../../registry/quota-rows.ts";
import { isRegion, UnknownRegionError } from "../../registry/regions.ts";
import { type UnmatchedQuota, unmatchedQuotas } from "../../registry/unmatched.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { limitKinds, type Scope, scopes } from "../../words/words.ts";
import { fittedTable } from "../fitted-table.ts";
import { terminalWidth } from "../terminal-width.ts";
import { fitLines } from "../wrapped.ts";
import { searchModels } from "./search-models.ts";

const help = `
Search is any part of a model's id, name or provider; with --unmatched, of a quota's name, or its code. The columns of the scopes say in how many Regions the model is
offered so; - where in none. Quotas: the limit kinds that a code is known of, in any scope.

Examples:
  $ ${headroomCommand} registry list opus
  $ ${headroomCommand} registry list --region eu-west-1
  $ ${headroomCommand} registry list --unmatched        # quotas whose model is not known
  $ ${quietHeadroom} registry list nova --json

Exit codes: 0 found, 1 nothing found, or the command has a mistake.`;

interface Options {
  region?: string[];
  unmatched?: true;
  json?: true;
}

export function register(registry: Command): void {
  registry
    .command("list [search...]")
    .description("list the models that the registry knows")
    .addOption(
      new Option("--region <name>", "only models that the Region offers").argParser(
        (text: string, before?: string[]) => [...(before ?? []), ...text.split(",")],
      ),
    )
    .addOption(new Option("--unmatched", "list the quotas whose model is not known instead").conflicts("region"))
    .option("--json", "print the list as JSON")
    .addHelpText("after", help)
    .action(async (search: string[], { region: regions = [], unmatched, json }: Options) => {
      const [region, ...more] = regions;
      if (more.length > 0)
        throw new UserError(`--region ${regions.join(",")}: registry list is about one Region: run it for each`);
      if (region !== undefined && !isRegion(region)) throw new UserError(new UnknownRegionError(region).message);
      const built = await loadBuiltRegistry();
      if (unmatched) {
        const all = unmatchedQuotas(built.catalogue);
        const quotas = all.filter(contains(search.join(" ")));
        if (quotas.length === 0 && all.length > 0) {
          throw new UserError(`no quota of an unknown model has "${search.join(" ")}" in its name`);
        }
        console.log(json ? JSON.stringify(quotas, null, 2) : describeUnmatched(quotas, terminalWidth()));
      } else {
        const models = listModels(built, search.join(" "), region);
        console.log(json ? JSON.stringify(models, null, 2) : describeModels(models, built, terminalWidth()));
      }
    });
}

interface ListedModel {
  modelId: string;
  name: string;
  provider: string;
  lifecycle: string;
  /** how many Regions offer it by each scope */
  regions: Record<Scope, number>;
  kinds: string[];
}

/** @throws UserError where nothing is found, with what may have been meant */
export function listModels(built: BuiltRegistry, search: string, region?: string): ListedModel[] {
  const { models, quotas } = built.catalogue;
  const regionsOf = regionsByScope(built);
  const kinds = Map.groupBy(quotas, ({ modelId }) => modelId);
  const offered = region && new Set(built.regions.get(region)?.models.map(({ modelId }) => modelId));
  const found = searchModels(models, search).filter(({ modelId }) => !offered || offered.has(modelId));
  if (found.length === 0) {
    const meant = nearest(
      search,
      models.flatMap(({ modelId, name }) => [modelId, name]),
    );
    const guess = meant.length > 0 ? `; did you mean ${meant.join(" or ")}?` : "";
    throw new UserError(`no model has "${search}" in its id, name or provider${region ? ` in ${region}` : ""}${guess}`);
  }
  return found.map(({ modelId, name, provider, lifecycle }) => ({
    modelId,
    name,
    provider,
    lifecycle,
    regions: Object.fromEntries(scopes.map((scope) => [scope, regionsOf(modelId, scope).length])) as Record<
      Scope,
      number
    >,
    kinds: limitKinds.filter((kind) => kinds.get(modelId)?.some((quota) => quota.kind === kind)),
  }));
}

/** The models as a person reads them. */
export function describeModels(
  models: readonly ListedModel[],
  { regions, catalogue }: BuiltRegistry,
  width = Number.POSITIVE_INFINITY,
): string {
  const ended = models.filter(({ lifecycle }) => lifecycle === "end-of-life").length;
  const rows = models.map(({ modelId, name, lifecycle, regions: offered, kinds }) => [
    modelId,
    name,
    ...scopes.map((scope) => String(offered[scope] || "-")),
    kinds.join(" ") || "none",
    lifecycle === "active" ? "" : lifecycle,
  ]);
  const columns = ["model", "name", ...scopes, "quotas", "lifecycle"];
  const align = ["left", "left", ...scopes.map(() => "right" as const), "left", "left"] as const;
  const lines = [
    fittedTable({ head: columns, rows, align, names: 2 }, width),
    "",
    `${models.length} of ${catalogue.models.length} models in ${regions.size} Regions${ended ? `; ${ended} past their end of life` : ""}`,
  ];
  return fitLines(lines.join("\n"), width);
}

const contains = (search: string) => {
  const words = normalise(search);
  return ({ name, code }: { name: string; code: string }) =>
    normalise(name).includes(words) || code === search.toUpperCase();
};

/** The unmatched quotas as a person reads them. */
export function describeUnmatched(quotas: readonly UnmatchedQuota[], width = Number.POSITIVE_INFINITY): string {
  if (quotas.length === 0) return "Every quota is matched to its model.";
  const head = ["code", "quota", "status", "why"];
  const rows = quotas.map(({ code, name, status, reason }) => [code, name, status, reason]);
  const lines = [
    fittedTable({ head, rows, align: head.map(() => "left"), names: 0 }, width),
    "",
    `${quotas.length} quotas whose model is not known; registry/overrides.ts settles a label by hand`,
  ];
  return fitLines(lines.join("\n"), width);
}
