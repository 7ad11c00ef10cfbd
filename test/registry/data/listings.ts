import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import type { ListedModel, ListedProfile, Listing } from "../../../registry/listing.ts";

type Row = Readonly<Record<string, string>>;

const table = async (name: string): Promise<Row[]> =>
  parse(await readFile(new URL(name, import.meta.url)), { columns: true });
const list = (cell: string | undefined): string[] => (cell ?? "").split("|").filter((item) => item !== "");

/** One account's listing of us-east-1, the only one with quotas' values. */
async function usEast1(): Promise<Listing> {
  const [models, profiles, quotas] = await Promise.all([
    table("models-us-east-1.csv"),
    table("inference-profiles-us-east-1.csv"),
    table("quotas-us-east-1.csv"),
  ]);
  return {
    key: "us-east-1",
    source: "dcabib/bedrock-quota-checker at 3ab6636: one account's models, profiles and quotas in us-east-1",
    readAt: "2026-09-25",
    region: "us-east-1",
    complete: true,
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
      .map((row) => ({
        profileId: row["profile_id"]!,
        name: row["profile_name"]!,
        modelId: list(row["model_ids"])[0]!,
      })),
    mantle: [],
    quotas: quotas.map((row) => ({
      code: row["code"]!,
      name: row["name"]!,
      defaultValue: Number(row["default"]),
      adjustable: row["adjustable"] === "true",
    })),
  };
}

/** Lists of models and profile prefixes by Region, without quotas; with names where the User Guide has them. */
async function byRegion(
  file: string,
  about: Pick<Listing, "key" | "source" | "readAt" | "complete">,
): Promise<Listing[]> {
  const names = new Map((await table("model-names.csv")).map((row) => [row["model_id"]!, row["name"]!]));
  const rows = Map.groupBy(await table(file), (row) => row["region"]!);
  return [...rows].map(([region, models]) => ({
    ...about,
    region,
    models: models.map((row) => ({
      modelId: row["model_id"]!,
      ...(names.has(row["model_id"]!) && { name: names.get(row["model_id"]!)! }),
      provider: row["provider"]!,
      inferenceTypes: list(row["inference_types"]),
    })),
    profiles: models.flatMap((row) =>
      list(row["endpoints"])
        .filter((endpoint) => endpoint !== "base")
        .map((prefix) => ({ profileId: `${prefix}.${row["model_id"]}`, modelId: row["model_id"]! })),
    ),
    mantle: [],
    quotas: [],
  }));
}

type About = Pick<Listing, "key" | "source" | "readAt">;

const cards: About = {
  key: "model-cards",
  source: "Amazon Bedrock User Guide, model cards (c2hans/aws-docs at 0cf8728 to 1ae5aa2)",
  readAt: "2026-11-21",
};
const newerCards: About = {
  key: "model-cards-2026-11",
  source:
    "Amazon Bedrock User Guide, model cards and models-region-compatibility as of October 2026 (c2hans/aws-docs at 0963287 and 25c01ef)",
  readAt: "2026-11-25",
};

/** What AWS's model cards say of the Regions of some models. */
async function modelCards(file: string, about: About, regions: ReadonlySet<string>): Promise<Listing[]> {
  const offers = (await table(file)).flatMap((row) =>
    list(row["regions"]).map((region) => ({ region, modelId: row["model_id"]!, as: row["offered_as"]! })),
  );
  const known = offers.filter(({ region }) => regions.has(region));
  return [...Map.groupBy(known, ({ region }) => region)].map(([region, ofRegion]) => ({
    ...about,
    region,
    complete: false,
    models: ofRegion
      .filter(({ as }) => as === "on-demand")
      .map(({ modelId }) => ({ modelId, provider: "", inferenceTypes: ["ON_DEMAND"] })),
    profiles: ofRegion
      .filter(({ as }) => as !== "on-demand" && as !== "mantle")
      .map(({ modelId, as }): ListedProfile => ({ profileId: `${as}.${modelId}`, modelId })),
    mantle: ofRegion.filter(({ as }) => as === "mantle").map(({ modelId }) => modelId),
    quotas: [],
  }));
}

/** Models that no list has yet, as their cards name them; wherever they are offered. */
async function newModels(): Promise<Listing> {
  const models = (await table("new-models-2026-11.csv")).map((row): ListedModel => {
    const [takes, gives] = [list(row["input_modalities"]), list(row["output_modalities"])];
    return {
      modelId: row["model_id"]!,
      name: row["model_name"]!,
      provider: row["provider"]!,
      ...(takes.length > 0 && { inputModalities: takes }),
      ...(gives.length > 0 && { outputModalities: gives }),
      inferenceTypes: ["INFERENCE_PROFILE"],
    };
  });
  return { ...newerCards, complete: false, models, profiles: [], mantle: [], quotas: [] };
}

/** Codes and names of quotas that us-east-1 does not have. */
async function quotaIndex(): Promise<Listing> {
  const quotas = await table("quota-index-2026-10.csv");
  return {
    key: "quota-index",
    source: "awslabs/bedrock-usage-analyzer at 071b816: codes and names in metadata/quota-index.csv",
    readAt: "2026-11-21",
    complete: false,
    models: [],
    profiles: [],
    mantle: [],
    quotas: quotas.map((row) => ({ code: row["code"]!, name: row["name"]! })),
  };
}

/** Regions of which no list was found: all that is known of them is what AWS's pages say of single models. */
const onCardsAlone = ["eu-south-2", "il-central-1"];

/** Everything that the committed registry is made from. */
export async function readListings(): Promise<Listing[]> {
  const everyRegion = await byRegion("region-models.csv", {
    key: "fm-list-2026-04",
    source: "awslabs/bedrock-usage-analyzer, metadata/fm-list-<region>.yml as of April 2026",
    readAt: "2026-04",
    complete: true,
  });
  const govCloud = await byRegion("region-models-govcloud.csv", {
    key: "fm-list-govcloud",
    source:
      "awslabs/bedrock-usage-analyzer at 3287a27 and 50875ee, metadata/fm-list-us-gov-<east|west>-1.yml (no date; older than April 2026 by its models)",
    readAt: "2026-11-25",
    complete: false,
  });
  const regions = new Set([...[...everyRegion, ...govCloud].map(({ region }) => region!), ...onCardsAlone]);
  return [
    ...everyRegion,
    ...govCloud,
    ...(await byRegion("region-models-2026-10.csv", {
      key: "fm-list-2026-10",
      source: "awslabs/bedrock-usage-analyzer at 071b816, metadata/fm-list-us-west-2.yml, what was new in it",
      readAt: "2026-11-21",
      complete: false,
    })),
    await usEast1(),
    ...(await modelCards("model-cards.csv", cards, regions)),
    ...(await modelCards("model-cards-2026-11.csv", newerCards, regions)),
    await newModels(),
    await quotaIndex(),
  ];
}
