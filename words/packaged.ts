/** Put in by scripts/build-package.ts; the sources as they are have no such name. */
declare const PACKAGED_VERSION: string | undefined;

/** The version of the built package; undefined where the repository's sources run as they are. */
export const packagedVersion: string | undefined =
  typeof PACKAGED_VERSION === "undefined" ? undefined : PACKAGED_VERSION;

/**
 * A file that the package brings along ready. The built files that ask are one folder below the package's own.
 * @param path from the package's folder
 * @returns undefined where the sources run, which make such files themselves
 */
export const packagedFile = (path: string): URL | undefined =>
  packagedVersion === undefined ? undefined : new URL(`../${path}`, import.meta.url);
