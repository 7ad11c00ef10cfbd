import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import pLimit from "p-limit";
import { type EndNotice, endNotices } from "../../monitoring/end-of-life.ts";
import { type BuildResult, type BuiltRegistry, buildRegistry } from "../../registry/build.ts";
import type { CatalogueModel } from "../../registry/catalogue-types.ts";
import { changesBetween, isEmpty, notesOf, type RegistryChanges, type RegistryNotes } from "../../registry/changes.ts";
import { registryFiles } from "../../registry/files.ts";
import { loadBuiltRegistry } from "../../registry/index.ts";
import { endsOfLife } from "../../registry/lifecycle.ts";
import type { Listing } from "../../registry/listing.ts";
import { overrides } from "../../registry/overrides.ts";
import { retireSource } from "../../registry/retire-source.ts";
import { ReadFailure } from "./read-failure.ts";
import { type ReadRegionOptions, type RegionClients, readRegion } from "./read-region.ts";
import type { ReadingStore } from "./reading-store.ts";
import { writeAll } from "./write-all.ts";

/**
 * Regions that are read at once: each reads two lists of quotas at up to 10 pages a second, and Service Quotas allows an
 * account 50 requests a second. docs.aws.amazon.com/servicequotas/latest/userguide/reference_limits.html
 */
const atOnce = 2;

export interface RefreshInput extends ReadRegionOptions {
  /** the project's folder, which has registry/ in it */
  root: URL;
  regions: readonly string[];
  /** leave out Regions that the account can't use, where at least one can be read */
  skipClosed: boolean;
  /** write nothing */
  check: boolean;
  clients(region: string): RegionClients;
  store: ReadingStore;
  /** hears of each Region as it is done with */
  progress(region: string, text: string): void;
}

export interface RefreshResult {
  changes: RegistryChanges;
  notes: RegistryNotes;
  /** models that some Region offers and AWS ends soon, or has ended since */
  ends: readonly EndNotice[];
  /** how many Regions were read */
  read: number;
  /** Regions that were left out, and why */
  skipped: readonly ReadFailure[];
  outOfDate: boolean;
  /** paths of the files that were written, from the project's folder */
  written: readonly string[];
}

/**
 * Reads Regions anew, rebuilds the registry and, if any fact in it changed, writes its files: all of them or none.
 * What was read is kept until a run comes to its end, so that the next one continues there.
 * @throws ReadFailure where a Region can't be read; ChangedMeanwhile; nothing is written then
 */
export async function refreshRegistry(input: RefreshInput): Promise<RefreshResult> {
  const previous = await loadBuiltRegistry(new URL("registry/", input.root));
  const { listings, skipped } = await readRegions(input);
  const built = rebuilt(previous, listings);
  const changes = changesBetween(previous, built);
  const outOfDate = !isEmpty(changes);
  const written = outOfDate && !input.check ? await writeFiles(input.root, previous, built) : [];
  await input.store.forget(input.regions);
  const notes = notesOf(previous, built, listings);
  const ends = endNotices(offeredModels(built), input.today);
  return { changes, notes, ends, read: listings.length, skipped, outOfDate, written };
}

function offeredModels({ catalogue, regions }: BuiltRegistry): CatalogueModel[] {
  const offered = new Set([...regions.values()].flatMap(({ models }) => models.map(({ modelId }) => modelId)));
  return catalogue.models.filter(({ modelId }) => offered.has(modelId));
}

function rebuilt(previous: BuiltRegistry, listings: readonly Listing[]): BuildResult {
  const retired = listings.reduce((registry, { key }) => retireSource(registry, key), previous);
  return buildRegistry({ previous: retired, listings, overrides, endsOfLife });
}

/** The files changed while AWS was being read: by another refresh, or by hand. */
export class ChangedMeanwhile extends Error {}

/** Reading AWS takes up to minutes, in which another run or a person may have changed what would be written over. */
async function writeFiles(root: URL, previous: BuiltRegistry, built: BuildResult): Promise<string[]> {
  // Files that another run is just moving in don't go together for a moment.
  const now = await loadBuiltRegistry(new URL("registry/", root)).catch(() => undefined);
  if (!isDeepStrictEqual(now, previous)) throw new ChangedMeanwhile();
  const files = registryFiles(built);
  await writeAll(new Map([...files].map(([path, text]) => [fileURLToPath(new URL(path, root)), text])));
  return [...files.keys()];
}

async function readRegions(input: RefreshInput): Promise<{ listings: Listing[]; skipped: ReadFailure[] }> {
  const { regions, store, clients, progress, skipClosed } = input;
  const limit = pLimit(atOnce);
  const listings: Listing[] = [];
  const failures: ReadFailure[] = [];
  const canSkip = ({ kind }: ReadFailure): boolean => skipClosed && kind !== "other";

  await Promise.all(
    regions.map((region) =>
      limit(async () => {
        // A Region that can't be left out has failed: no use in reading more, but what is being read is kept.
        if (!failures.every(canSkip)) return;
        const kept = await store.kept(region);
        if (kept) {
          listings.push(kept);
          progress(region, `read before: ${counts(kept)}`);
          return;
        }
        try {
          const listing = await readRegion(region, clients(region), input);
          await store.keep(listing);
          listings.push(listing);
          progress(region, counts(listing));
        } catch (error) {
          if (!(error instanceof ReadFailure)) throw error;
          failures.push(error);
          progress(region, canSkip(error) ? "left out" : "failed");
        }
      }),
    ),
  );
  const fatal = failures.find((failure) => !canSkip(failure)) ?? (listings.length === 0 ? failures[0] : undefined);
  if (fatal) throw fatal;
  return { listings, skipped: failures.sort((left, right) => (left.region < right.region ? -1 : 1)) };
}

const counts = ({ models, profiles, quotas }: Listing): string =>
  `${models.length} models, ${profiles.length} profiles, ${quotas.length} quotas`;
