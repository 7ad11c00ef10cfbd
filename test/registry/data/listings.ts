import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import type { ListedModel, ListedProfile, ListedQuota, Listing } from "../../../registry/build.ts";

type Row = Record<string, string>;

const table = async (name: string): Promise<Row[]> =>
  parse(await readFile(new URL(name, import.meta.url)), { columns: true, relax_quotes: true });
const list = (cell: string | undefined): string[] => (cell ?? "").split("|").filter((item) => item !== "");

/** The one account's listing of us-east-1, with quotas. */
async function usEast1(): Promise<Listing> {
  const [models, profiles, quotas] = await Promise.all([
    table("models-us-east-1.csv"),
    table("inference-profiles-us-east-1.csv"),
    table("quotas-us-east-1.csv"),
  ]);
  return {
    key: "us-east-1-2026-09",
    source: "dcabib/bedrock-quota-checker 3ab6636: listing of one account in us-east-1",
    readAt: "2026-09-25",
    region: "us-east-1",
    models: models.map(
      (row): ListedModel => ({
        modelId: row["model_id"]!,
        name: row["model_name"]!,
        provider: row["provider"]!,
        inputModalities: list(row["input_modalities"]),
        outputModalities: list(row["output_modalities"]),
        inferenceTypes: list(row["inference_types"]),
        lifecycle: row["lifecycle"] === "LEGACY" ? "LEGACY" : "ACTIVE",
      }),
    ),
    profiles: profiles
      .filter((row) => row["type"] === "SYSTEM_DEFINED" && row["status"] === "ACTIVE")
      .map(
        (row): ListedProfile => ({
          profileId: row["profile_id"]!,
          name: row["profile_name"]!,
          modelId: list(row["model_ids"])[0]!,
        }),
      ),
    quotas: quotas.map(
      (row): ListedQuota => ({
        code: row["code"]!,
        name: row["name"]!,
        defaultValue: Number(row["default"]),
        adjustable: row["adjustable"] === "true",
      }),
    ),
  };
}

/** An older list of models and profiles for every Region, without names and quotas. */
async function everyRegion(): Promise<Listing[]> {
  const byRegion = Map.groupBy(await table("region-models.csv"), (row) => row["region"]!);
  return [...byRegion].map(
    ([region, rows]): Listing => ({
      key: `${region}-2026-04`,
      source: `awslabs/bedrock-usage-analyzer: fm-list-${region}.yml`,
      readAt: "2026-04-22",
      region,
      models: rows.map(
        (row): ListedModel => ({
          modelId: row["model_id"]!,
          provider: row["provider"]!,
          inferenceTypes: list(row["inference_types"]),
        }),
      ),
      profiles: rows.flatMap((row) =>
        list(row["endpoints"])
          .filter((endpoint) => endpoint !== "base")
          .map((prefix): ListedProfile => ({ profileId: `${prefix}.${row["model_id"]}`, modelId: row["model_id"]! })),
      ),
      quotas: [],
    }),
  );
}

/** Everything that the committed registry is made from. */
export async function readListings(): Promise<Listing[]> {
  return [...(await everyRegion()), await usEast1()];
}
