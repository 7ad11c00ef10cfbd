import type { ShareSource } from "../quota/share.ts";
import { isLeases } from "../quota/shared/is-leases.ts";
import type { LeaseStore } from "../quota/shared/lease-store.ts";
import { type LeaseOptions, leasedShare } from "../quota/shared/leases.ts";

/** What is used of a connected client of `redis` or `@redis/client` (version 5 and later), which stays its program's own. */
export interface RedisClient {
  hGetAll(key: string): Promise<Record<string, string>>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

export interface RedisShareOptions extends LeaseOptions {
  /** connected; it is not closed here */
  client: RedisClient;
  /** begins the keys: one for each quota. Default "bedrock-headroom:" */
  prefix?: string;
}

/**
 * Shares quotas among processes through Redis: a read and a script that writes only if nobody wrote in between, each half
 * of the time that a share is granted for. A replica that takes over may have lost the last writes: until the leases end,
 * more than the quota may then be granted.
 */
export const redisShare = ({ client, prefix = "bedrock-headroom:", ...options }: RedisShareOptions): ShareSource =>
  leasedShare(redisStore(client, prefix, 10 * (options.seconds ?? 60)), options);

/** Writes if the version is still the one that was read; a quota that nobody shares any more is forgotten. */
const script = `
if (redis.call("HGET", KEYS[1], "version") or "") ~= ARGV[1] then return 0 end
redis.call("HSET", KEYS[1], "version", ARGV[2], "leases", ARGV[3])
redis.call("EXPIRE", KEYS[1], ARGV[4])
return 1`;

/** @param seconds after which an entry that nobody writes is forgotten: longer than any lease lasts */
const redisStore = (client: RedisClient, prefix: string, seconds: number): LeaseStore => ({
  async read(quota) {
    const { version, leases } = await client.hGetAll(prefix + quota);
    if (version === undefined) return { leases: [], version: undefined };
    const found: unknown = JSON.parse(leases ?? "null");
    if (!isLeases(found))
      throw new Error(`${prefix}${quota} holds no leases: is the key used for something else, too?`);
    return { leases: found, version: Number(version) };
  },
  async write(quota, leases, version) {
    const written = await client.eval(script, {
      keys: [prefix + quota],
      arguments: [
        version === undefined ? "" : String(version),
        // Never one that was used before, also when the entry was forgotten in between.
        String((version ?? Date.now()) + 1),
        JSON.stringify(leases),
        String(Math.ceil(seconds)),
      ],
    });
    return written === 1;
  },
});
