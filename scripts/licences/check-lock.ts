import satisfies from "spdx-satisfies";
import { type Lock, type LockedPackage, lockedPackages } from "../locked-packages.ts";
import { allowed, allowedInDevelopment, exceptions } from "./allowed.ts";

export interface LicenceReport {
  /** packages that were looked at */
  checked: number;
  /** a sentence for each package that may not be used */
  problems: string[];
  /** exceptions that no package needs */
  unused: string[];
}

/** Looks up the licence of every package that a lock file names, with those of packages inside packages. */
export function checkLock(lock: Lock, known: typeof exceptions = exceptions): LicenceReport {
  const packages = lockedPackages(lock);
  const taken = new Set<string>();
  const problems = packages.flatMap(({ id, path, locked }) => {
    if (known[id]) {
      taken.add(id);
      return [];
    }
    const licence = licenceOf(locked);
    const list = locked.dev ? [...allowed, ...allowedInDevelopment] : allowed;
    if (licence !== undefined && isAllowed(licence, list)) return [];
    const use = locked.dev ? "needed to develop" : "passed on to users";
    return [
      licence === undefined
        ? `${id} (${use}, ${path}) names no licence`
        : `${id} (${use}, ${path}) is under ${licence}, which is not on the list`,
    ];
  });
  return { checked: packages.length, problems, unused: Object.keys(known).filter((id) => !taken.has(id)) };
}

/** Older packages write an object, or a list of them, of which one may choose. */
function licenceOf({ license }: LockedPackage): string | undefined {
  if (typeof license === "string") return license === "" ? undefined : license;
  const types = [license ?? []].flat().flatMap(({ type }) => type ?? []);
  return types.length === 0 ? undefined : types.join(" OR ");
}

function isAllowed(licence: string, list: readonly string[]): boolean {
  try {
    return satisfies(licence, [...list]);
  } catch {
    // No SPDX expression: a sentence, a file's name, UNLICENSED.
    return false;
  }
}
