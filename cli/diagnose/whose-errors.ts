import type { TargetSettings } from "../../monitoring/settings.ts";
import { monitoredIds } from "../../monitoring/target.ts";
import type { ErrorsOwner } from "./errors-of.ts";

/** What was looked at beside a target. */
export interface Beside {
  region: string;
  isOnlyRegion: boolean;
  /** all that is in use in the Region, whether or not it was asked for */
  inUse: readonly TargetSettings[];
  /** those of them of which requests were throttled, by the metric */
  throttled: ReadonlySet<TargetSettings>;
}

/**
 * Which errors are a target's. A model's own id is the same on the runtime endpoint and on mantle, so that an error that
 * names it is of either: of mantle only where the runtime throttled nothing, of the runtime only where nothing calls mantle.
 */
export function ownerOf(target: TargetSettings, { region, isOnlyRegion, inUse, throttled }: Beside): ErrorsOwner {
  const ids = monitoredIds(target, region);
  const isMantle = target.scope === "mantle";
  const rivals = inUse.filter(
    (other) => other !== target && (isMantle ? throttled.has(other) : other.scope === "mantle"),
  );
  return {
    ...{ ids, region, isOnlyRegion, isOnly: rivals.length === 0 && [...throttled].every((other) => other === target) },
    shared: new Set(rivals.flatMap((other) => monitoredIds(other, region)).filter((id) => ids.includes(id))),
  };
}
