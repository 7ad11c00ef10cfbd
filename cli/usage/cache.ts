import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { UsageClients } from "./clients.ts";
import { writeWhole } from "./output-files.ts";

/** How long a report is good for, milliseconds. */
const lifetime = 5 * 60_000;

/** The person's cache folder, by the system's own custom. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
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
export async function cacheKey(
  { cloudwatch, region }: UsageClients,
  request: unknown,
  schemaVersion: number,
): Promise<string> {
  const { accountId, accessKeyId } = await cloudwatch.config.credentials();
  const endpoint = process.env["AWS_ENDPOINT_URL_CLOUDWATCH"] ?? process.env["AWS_ENDPOINT_URL"] ?? "";
  return createHash("sha256")
    .update(JSON.stringify([schemaVersion, accountId ?? accessKeyId, region, endpoint, request]))
    .digest("hex");
}

/** A document that a command makes. */
interface Kept {
  schemaVersion: number;
}

const fileOf = (command: string, key: string): string => join(cacheFolder(), `${command}-${key}.json`);

/** A command's document of the last five minutes, or undefined. A file that can't be read is as good as none. */
export function cached<Document extends Kept>(
  command: string,
  key: string,
  schemaVersion: Document["schemaVersion"],
  now: number = Date.now(),
): Document | undefined {
  try {
    if (now - statSync(fileOf(command, key)).mtimeMs > lifetime) return undefined;
    const document = JSON.parse(readFileSync(fileOf(command, key), "utf8")) as Document;
    return document.schemaVersion === schemaVersion ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a document, and throws the command's old ones away. A cache that can't be written is no reason to fail. */
export function keepInCache(command: string, key: string, document: Kept): void {
  try {
    const folder = cacheFolder();
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const own = new RegExp(`^${command}-[0-9a-f]{64}\\.json$`);
    for (const name of readdirSync(folder).filter((one) => own.test(one))) {
      if (Date.now() - statSync(join(folder, name)).mtimeMs > lifetime) rmSync(join(folder, name), { force: true });
    }
    writeWhole(fileOf(command, key), JSON.stringify(document), 0o600);
  } catch {
    // Read anew next time.
  }
}
