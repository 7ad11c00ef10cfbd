import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type UsageDocument, usageSchemaVersion } from "../../monitoring/report/document.ts";
import type { UsageClients } from "./clients.ts";
import { writeWhole } from "./output-files.ts";

/** How long a report is good for, milliseconds. */
const lifetime = 5 * 60_000;

/** The person's cache folder, by the system's own custom. */
function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: windows } = environment;
  const base = xdg || (process.platform === "win32" && windows) || defaultBase();
  return join(base, "bedrock-headroom");
}

const defaultBase = (): string =>
  process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");

/**
 * What tells one report from another: the account, the Region, the endpoint and the request. Only a hash of it is kept,
 * and of the credentials only the account's id or, where the SDK does not know it, the key's id goes in.
 */
export async function cacheKey({ cloudwatch, region }: UsageClients, request: unknown): Promise<string> {
  const { accountId, accessKeyId } = await cloudwatch.config.credentials();
  const endpoint = process.env["AWS_ENDPOINT_URL_CLOUDWATCH"] ?? process.env["AWS_ENDPOINT_URL"] ?? "";
  return createHash("sha256")
    .update(JSON.stringify([usageSchemaVersion, accountId ?? accessKeyId, region, endpoint, request]))
    .digest("hex");
}

const fileOf = (key: string): string => join(cacheFolder(), `usage-${key}.json`);

/** A report of the last five minutes, or undefined. A file that can't be read is as good as none. */
export function cached(key: string, now: number = Date.now()): UsageDocument | undefined {
  try {
    if (now - statSync(fileOf(key)).mtimeMs > lifetime) return undefined;
    const document = JSON.parse(readFileSync(fileOf(key), "utf8")) as UsageDocument;
    return document.schemaVersion === usageSchemaVersion ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a report, and throws old ones away. A cache that can't be written is no reason to fail. */
export function keepInCache(key: string, document: UsageDocument): void {
  try {
    const folder = cacheFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(folder).filter((one) => /^usage-[0-9a-f]{64}\.json$/.test(one))) {
      if (Date.now() - statSync(join(folder, name)).mtimeMs > lifetime) rmSync(join(folder, name), { force: true });
    }
    writeWhole(fileOf(key), JSON.stringify(document), 0o600);
  } catch {
    // Read anew next time.
  }
}
