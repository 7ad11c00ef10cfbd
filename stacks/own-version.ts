import { readFileSync } from "node:fs";
import { packagedVersion } from "../words/packaged.ts";

/** This project's version: the package's, or what package.json says beside the sources. */
export function ownVersion(): string {
  if (packagedVersion !== undefined) return packagedVersion;
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
