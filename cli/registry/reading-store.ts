import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Listing } from "../../registry/listing.ts";

/** Raised when a kept reading would no longer mean what it did. */
const version = 1;
/** A reading older than this, in milliseconds, is of another run. */
const longest = 24 * 3_600_000;

/** Readings of a refresh that has not come to its end, so that the next one need not begin anew. */
export interface ReadingStore {
  keep(listing: Listing): Promise<void>;
  /** a Region's reading of the last day; undefined where there is none that can be used */
  kept(region: string): Promise<Listing | undefined>;
  forget(regions: Iterable<string>): Promise<void>;
}

/** The user's cache folder: XDG Base Directory Specification; LOCALAPPDATA on Windows. */
const cacheFolder = (): string =>
  process.env["XDG_CACHE_HOME"] || process.env["LOCALAPPDATA"] || join(homedir(), ".cache");

/**
 * Keeps readings as files, one a Region.
 * @param folder where
 * @param now milliseconds since 1970
 */
export function readingStore(
  folder = join(cacheFolder(), "bedrock-headroom", "registry-refresh"),
  now = Date.now,
): ReadingStore {
  const file = (region: string) => join(folder, `${region}.json`);
  return {
    async keep(listing) {
      await mkdir(folder, { recursive: true });
      const path = file(listing.region!);
      const besides = `${path}.${randomUUID()}.new`;
      await writeFile(besides, JSON.stringify({ version, keptAt: now(), listing }));
      await rename(besides, path);
    },
    async kept(region) {
      try {
        const { version: written, keptAt, listing } = JSON.parse(await readFile(file(region), "utf8"));
        const fresh = written === version && now() - keptAt < longest && listing.region === region;
        return fresh ? listing : undefined;
      } catch {
        return undefined;
      }
    },
    async forget(regions) {
      for (const region of regions) await rm(file(region), { force: true });
    },
  };
}
