import type { Command } from "commander";
import type { BuiltRegistry } from "../../registry/build.ts";
import { burndownOf } from "../../registry/burndown.ts";
import { byText } from "../../registry/by-text.ts";
import type { CatalogueModel, CatalogueQuota } from "../../registry/catalogue-types.ts";
import { type Explanation, explainer } from "../../registry/explain.ts";
import { loadBuiltRegistry } from "../../registry/index.ts";
import { maxOutputOf } from "../../registry/max-output.ts";
import { nearest } from "../../registry/nearest.ts";
import type { QuotaVariant } from "../../registry/quota-name.ts";
import { regionsByScope } from "../../registry/quota-rows.ts";
import { UserError } from "../../stacks/user-error.ts";
import { headroomCommand, quietHeadroom } from "../../words/commands.ts";
import { multiplierOf } from "../../words/multiplier.ts";
import type { Burndown, Life, Provenance } from "../../words/registry.ts";
import { kindLabels, type LimitKind, limitKinds, type Scope, scopes } from "../../words/words.ts";
import { fittedTable } from "../fitted-table.ts";
import { terminalWidth } from "../terminal-width.ts";
import { fitLines } from "../wrapped.ts";
import { describeExplanation } from "./explain.ts";
import { findModel } from "./find-model.ts";
import { lifeFacts, someRegions } from "./life-facts.ts";

const help = `
Examples:
  $ ${headroomCommand} registry show anthropic.claude-opus-5
  $ ${headroomCommand} registry show us.anthropic.claude-opus-5      # by a profile's id
  $ ${headroomCommand} registry show "Claude Opus 5"                 # by name, if one model alone has it
  $ ${headroomCommand} registry show anthropic.claude-opus-4-5       # by its id without the release
  $ ${headroomCommand} registry show L-99296DCD                      # a quota by its code
  $ ${quietHeadroom} registry show anthropic.claude-opus-5 --json

Exit codes: 0 found, 1 not found, or more than one model fits.`;

export function register(registry: Command): void {
  registry
    .command("show <model-or-code...>")
    .description("show what is known of a model, or of a quota by its code (L-XXXXXXXX)")
    .option("--json", "print it as JSON")
    .addHelpText("after", help)
    .action(async (words: string[], { json }: { json?: true }) => {
      const asked = words.join(" ").trim();
      if (asked === "") throw new UserError("show what? Name a model, a profile or a quota's code");
      const built = await loadBuiltRegistry();
      if (/^l-[0-9a-z]{6,10}$/i.test(asked)) {
        const quota = quotaByCode(built, asked.toUpperCase());
        console.log(json ? JSON.stringify(quota, null, 2) : fitLines(describeQuota(quota), terminalWidth()));
      } else {
        const model = modelDetails(built, findModel(built, asked));
        console.log(json ? JSON.stringify(model, null, 2) : describeModel(model, terminalWidth()));
      }
    });
}

interface QuotaDetails extends Provenance {
  scope: Scope;
  kind: LimitKind;
  variant: QuotaVariant;
  code: string;
  name: string;
  doubled: boolean;
  /** how many times its value calls of this scope may use */
  multiplier: 1 | 2;
  /** the Regions that alone have this code */
  only?: readonly string[];
  /** AWS's default and the Region that it was read in */
  defaultValue?: number;
  defaultRegion?: string;
  adjustable?: boolean;
}

interface ModelDetails extends Pick<CatalogueModel, "modelId" | "name" | "provider">, Life {
  inputModalities: readonly string[];
  outputModalities: readonly string[];
  burndown: Burndown;
  maxOutputTokens?: { value: number } & Provenance;
  scopes: { scope: Scope; ids: string[]; regions: readonly string[] }[];
  quotas: QuotaDetails[];
  provenance: Provenance;
}

const provenanceOf = ({ catalogue: { sources } }: BuiltRegistry, from: string): Provenance => {
  const { source, readAt } = sources[from]!;
  return { source, readAt };
};

/** Everything that the registry has of a model. */
export function modelDetails(built: BuiltRegistry, model: CatalogueModel): ModelDetails {
  const { modelId, name, provider, lifecycle, legacy, extendedAccess, endOfLife } = model;
  const regionsOf = regionsByScope(built);
  const offers = [...built.regions.values()].flatMap((file) =>
    file.models.filter((offer) => offer.modelId === modelId),
  );
  const prefixes = [...new Set(offers.flatMap(({ geographic = [] }) => geographic))].sort();
  const ids: Record<Scope, string[]> = {
    "on-demand": [modelId],
    "cross-region": prefixes.map((prefix) => `${prefix}.${modelId}`),
    global: [`global.${modelId}`],
    mantle: [modelId],
  };
  const maxOutputTokens = maxOutputOf(modelId);
  return {
    modelId,
    name,
    provider,
    lifecycle,
    ...(legacy && { legacy }),
    ...(extendedAccess && { extendedAccess }),
    ...(endOfLife && { endOfLife }),
    inputModalities: model.inputModalities ?? [],
    outputModalities: model.outputModalities ?? [],
    burndown: burndownOf(modelId),
    ...(maxOutputTokens && { maxOutputTokens }),
    scopes: scopes.flatMap((scope) => {
      const regions = regionsOf(modelId, scope);
      return regions.length === 0 ? [] : [{ scope, ids: ids[scope], regions }];
    }),
    quotas: scopes.flatMap((scope) =>
      built.catalogue.quotas
        .filter((quota) => quota.modelId === modelId && quota.scopes.includes(scope))
        .sort(byText(({ kind, variant }) => `${variant} ${limitKinds.indexOf(kind)}`))
        .map((quota) => quotaDetails(built, scope, quota)),
    ),
    provenance: provenanceOf(built, model.from),
  };
}

function quotaDetails(built: BuiltRegistry, scope: Scope, quota: CatalogueQuota): QuotaDetails {
  const { kind, variant, code, name, doubled, only, defaultValue, adjustable, from } = quota;
  const region = built.catalogue.sources[from]?.region;
  return {
    scope,
    kind,
    variant,
    code,
    name,
    doubled,
    multiplier: multiplierOf(doubled, scope),
    ...(only && { only }),
    ...(defaultValue !== undefined && { defaultValue, ...(region !== undefined && { defaultRegion: region }) }),
    ...(adjustable !== undefined && { adjustable }),
    ...provenanceOf(built, from),
  };
}

const number = (value: number): string => value.toLocaleString("en-US");

/** A model as a person reads it. */
export function describeModel(model: ModelDetails, width = Number.POSITIVE_INFINITY): string {
  const { modelId, name, provider, lifecycle, burndown, maxOutputTokens, provenance } = model;
  const facts: [string, string][] = [
    ["provider", provider],
    ...lifeFacts(model),
    ["takes", model.inputModalities.join(", ").toLowerCase() || "unknown"],
    ["gives", model.outputModalities.join(", ").toLowerCase() || "unknown"],
    [
      "burndown",
      burndown.rate === "unknown"
        ? `unknown: ${burndown.reason}`
        : `${burndown.rate} (${burndown.source}, ${burndown.readAt})`,
    ],
    [
      "max output",
      maxOutputTokens
        ? `${number(maxOutputTokens.value)} tokens (${maxOutputTokens.source}, ${maxOutputTokens.readAt})`
        : "unknown",
    ],
    ["read", `${provenance.readAt}, ${provenance.source}`],
  ];
  const scopeRows = model.scopes.map(({ scope, ids, regions }) => [
    scope,
    ids.join("\n"),
    `${regions.length}: ${someRegions(regions)}`,
  ]);
  const quotaRows = model.quotas.map((quota) => [
    quota.scope,
    quota.variant ? `${quota.kind} ${quota.variant}` : quota.kind,
    quota.only ? `${quota.code} in ${someRegions(quota.only)}` : quota.code,
    quota.defaultValue === undefined ? "?" : number(quota.defaultValue),
    quota.defaultValue === undefined ? "?" : number(quota.defaultValue * quota.multiplier),
    quota.adjustable === undefined ? "?" : quota.adjustable ? "yes" : "no",
    quota.name,
  ]);
  const regions = [...new Set(model.quotas.flatMap(({ defaultRegion }) => defaultRegion ?? []))];
  const lines = [
    `${name}  ${modelId}`,
    ...(lifecycle === "end-of-life" ? ["warning: past its end of life; AWS may answer no more calls of it"] : []),
    "",
    ...facts.map(([key, value]) => `  ${key.padEnd(10)}  ${value}`),
    "",
    scopeRows.length > 0
      ? fittedTable(
          { head: ["scope", "ids", "Regions"], rows: scopeRows, align: ["left", "left", "left"], names: 1 },
          width,
        )
      : "No Region that the registry knows offers it.",
    "",
    ...(quotaRows.length > 0
      ? [
          fittedTable(
            {
              head: ["scope", "quota", "code", "default", "for this scope", "adjustable", "name"],
              rows: quotaRows,
              align: ["left", "left", "left", "right", "right", "left", "left"],
              names: 1,
              optional: [6],
            },
            width,
          ),
          "",
          ...(regions.length > 0
            ? [`Defaults are AWS's, as read in ${regions.join(", ")}; the account's own values can differ.`]
            : []),
          ...(quotaRows.some(([, , , value]) => value === "?") ? ["?: no source tells it."] : []),
          ...(model.quotas.some(({ doubled }) => doubled)
            ? ["A quota doubled for cross-region calls is one quota: those calls may use twice its value."]
            : []),
        ]
      : ["No quota of it is known."]),
  ];
  return fitLines(lines.join("\n"), width);
}

interface CodeDetails extends Explanation, Provenance {
  code: string;
  defaultValue?: number;
  defaultRegion?: string;
  adjustable?: boolean;
}

/** @throws UserError where the catalogue has no such code */
export function quotaByCode(built: BuiltRegistry, code: string): CodeDetails {
  const { quotas, crossModelDaily, sources } = built.catalogue;
  const quota: Omit<CatalogueQuota, "kind" | "scopes" | "variant" | "doubled" | "modelId"> | undefined =
    quotas.find((one) => one.code === code) ?? (crossModelDaily?.code === code ? crossModelDaily : undefined);
  if (!quota) {
    const codes = [...quotas.map((one) => one.code), ...(crossModelDaily ? [crossModelDaily.code] : [])];
    const [guess] = nearest(code, codes, 1);
    throw new UserError(
      `${code}: the registry knows no such quota about calling models${guess ? `; did you mean ${guess}?` : ""} (headroom registry explain reads a quota's name)`,
    );
  }
  const { name, defaultValue, adjustable, from } = quota;
  const region = sources[from]?.region;
  return {
    code,
    ...explainer(built.catalogue)(name),
    ...(defaultValue !== undefined && { defaultValue, ...(region !== undefined && { defaultRegion: region }) }),
    ...(adjustable !== undefined && { adjustable }),
    ...provenanceOf(built, from),
  };
}

function describeQuota({
  code,
  defaultValue,
  defaultRegion,
  adjustable,
  source,
  readAt,
  ...explanation
}: CodeDetails): string {
  const unit = explanation.kind ? ` ${kindLabels[explanation.kind]}` : "";
  const facts: [string, string][] = [
    ["code", code],
    [
      "default",
      defaultValue === undefined
        ? "no source tells it"
        : `${number(defaultValue)}${unit}${defaultRegion ? `, in ${defaultRegion}` : ""}`,
    ],
    ["adjustable", adjustable === undefined ? "no source tells it" : adjustable ? "yes" : "no"],
    ["read", `${readAt}, ${source}`],
  ];
  return [describeExplanation(explanation), ...facts.map(([key, value]) => `  ${key.padEnd(10)}  ${value}`)].join("\n");
}
