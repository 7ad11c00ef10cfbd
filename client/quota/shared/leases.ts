import { randomUUID } from "node:crypto";
import { type Clock, systemClock } from "../../clock.ts";
import type { ShareAsk, ShareGrant, ShareSource } from "../share.ts";
import { fairShares } from "./fair-shares.ts";
import type { Lease, LeaseStore } from "./lease-store.ts";

export interface LeaseOptions {
  /** Seconds that a share is granted for; it is asked for again in half of that. Default 60. */
  seconds?: number;
  /** For tests: this process's name among those who share. */
  who?: string;
  /** For tests. */
  clock?: Clock;
}

/** Writers that meet try again so often, a little apart. */
const tries = 20;

/** When this process first saw another's lease as it is. No time of another machine's clock is compared with ours. */
interface Seen {
  beat: number;
  at: number;
}

/**
 * Shares quotas among processes by leases in a store. A process changes its own lease alone: to its fair share, as far as
 * the others' leases leave room. So the leases together never grant more than the quota, whoever comes and goes; one
 * that has been granted less takes that at its next renewal, when whoever wants more finds room. A process that is gone
 * keeps its lease until the others have seen it stand still for as long as it was granted.
 */
export function leasedShare(
  store: LeaseStore,
  { seconds = 60, who = randomUUID(), clock = systemClock }: LeaseOptions = {},
): ShareSource {
  const validFor = seconds * 1_000;
  const seen = new Map<string, Map<string, Seen>>();
  const quotas = new Set<string>();
  /** Goes on though others may have taken the lease for dead: a beat is never used twice. */
  let beats = 0;

  /** The others that still live. */
  function living(quota: string, leases: readonly Lease[]): Lease[] {
    const known = seen.get(quota) ?? new Map<string, Seen>();
    seen.set(quota, known);
    const now = clock.elapsed();
    for (const { who: one, beat } of leases) if (known.get(one)?.beat !== beat) known.set(one, { beat, at: now });
    for (const one of known.keys()) if (!leases.some((lease) => lease.who === one)) known.delete(one);
    return leases.filter((lease) => lease.who !== who && now - known.get(lease.who)!.at <= validFor);
  }

  /** Writes what `change` makes of the leases, as often as it takes. */
  async function change(quota: string, to: (leases: readonly Lease[]) => Lease[] | undefined): Promise<void> {
    for (let turn = 0; turn < tries; turn++) {
      const { leases, version } = await store.read(quota);
      const changed = to(leases);
      if (!changed || (await store.write(quota, changed, version))) return;
      const apart = Math.random() * 20 * (turn + 1);
      await new Promise<void>((resolve) => clock.after(apart, resolve, "keeps the process alive"));
    }
    throw new Error(`the leases of ${quota} can't be written: others wrote ${tries} times in between`);
  }

  return {
    async renew(quota, ask: ShareAsk): Promise<ShareGrant> {
      quotas.add(quota);
      beats++;
      let fraction = 0;
      await change(quota, (leases) => {
        const others = living(quota, leases);
        const asks = new Map([...others.map((lease) => [lease.who, lease] as const), [who, ask] as const]);
        const left = 1 - others.reduce((sum, lease) => sum + lease.fraction, 0);
        // What is under way can't be taken back; no more of it than was granted can be, though.
        fraction = Math.max(0, Math.min(fairShares(asks).get(who)!, left));
        const lease = { who, fraction, wants: ask.wants, holds: ask.holds, beat: beats };
        return [...others, lease];
      });
      return { fraction, validFor };
    },
    async close() {
      for (const quota of quotas)
        await change(quota, (leases) =>
          leases.some((lease) => lease.who === who) ? leases.filter((lease) => lease.who !== who) : undefined,
        ).catch(() => {
          // It ends by itself when its time is over.
        });
      await store.close?.();
    },
  };
}
