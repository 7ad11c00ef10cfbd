/**
 * Licences, by their SPDX id, of packages that may stand beside this project's Apache-2.0. The ids in the first list ask
 * for nothing but to keep a notice, or for nothing at all.
 * Source where no other is named: apache.org/legal/resolved, category A and what it treats like the public domain.
 */
export const allowed: readonly string[] = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  // Not on Apache's page that was read; permissive by its own text, with a patent licence: blueoakcouncil.org/license/1.0.0.
  "BlueOak-1.0.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "PSF-2.0",
  "Python-2.0",
];

/** Besides these, of what is used to develop and never passed on: nothing of it is in what a user gets. */
export const allowedInDevelopment: readonly string[] = [
  // Lists and texts whose authors want to be named: creativecommons.org/licenses/by/3.0.
  "CC-BY-3.0",
  // Category B of the same page: it asks for the source of its own files alone, where they are passed on.
  "MPL-2.0",
];

/** Packages whose licence is told by their files alone, or that are let in for what they are. */
export const exceptions: Readonly<Record<string, { licence: string; because: string }>> = {
  "@logdna/tail-file@2.2.0": {
    licence: "MIT",
    because: 'says "SEE LICENSE IN LICENSE", and that file is the MIT licence',
  },
  "spdx-exceptions@2.5.0": {
    licence: "CC-BY-3.0",
    because: "is a list of names, which Pulumi's SDK reads to check package files; it asks to name its authors",
  },
};
