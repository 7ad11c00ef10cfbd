import { type Address, addressIn } from "./address.ts";
import type { Webhook } from "./webhook.ts";

/** How long a URL that was read is used, milliseconds. */
const keptFor = 5 * 60_000;

export interface Addresses {
  /**
   * @param fresh reads the secret again, because the URL known so far was refused
   * @returns the URL, and why it could not be read just now where it is an older one
   */
  of(webhook: Webhook, read: (arn: string) => Promise<string>, fresh?: boolean): Promise<Address & { stale?: unknown }>;
}

/** Remembers URLs between runs. While Secrets Manager gives none, the last known one is used: an alarm is not silenced by it. */
export function rememberedAddresses(now: () => number = Date.now): Addresses {
  const known = new Map<string, { address: Address; at: number }>();
  return {
    async of({ secretArn, type }, read, fresh = false) {
      const found = known.get(secretArn);
      if (found && !fresh && now() - found.at < keptFor) return found.address;
      let text: string;
      try {
        text = await read(secretArn);
      } catch (error) {
        if (!found) throw error;
        return { ...found.address, stale: error };
      }
      const address = addressIn(text, type);
      known.set(secretArn, { address, at: now() });
      return address;
    },
  };
}
