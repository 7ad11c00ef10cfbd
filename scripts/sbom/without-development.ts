import { type Lock, lockedPackages } from "../locked-packages.ts";

/** The part of CycloneDX that is read here: cyclonedx.org/docs/1.5/json */
export interface Sbom {
  metadata: { component: { name: string; "bom-ref": string } };
  components: { "bom-ref": string; licenses?: unknown[]; properties?: { name: string; value: string }[] }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

/** What npm calls a package that is needed to develop alone. */
const developmentProperty = "cdx:npm:package:development";

/**
 * A list of packages without those that are needed to develop alone, by the lock file. npm's own `--omit dev` leaves out
 * more than that: of 400 packages it names 111 (npm 11.19). And of a package that is installed twice npm looks at one.
 */
export function withoutDevelopment(sbom: Sbom, lock: Lock): Sbom {
  const packages = lockedPackages(lock);
  const passedOn = new Set(packages.filter(({ locked }) => !locked.dev).map(({ id }) => id));
  const development = new Set(packages.map(({ id }) => id).filter((id) => !passedOn.has(id)));
  const isLeft = (ref: string) => !development.has(ref);
  return {
    ...sbom,
    components: sbom.components
      .filter((component) => isLeft(component["bom-ref"]))
      .map(({ properties, ...component }) => ({
        ...component,
        ...(properties && { properties: properties.filter(({ name }) => name !== developmentProperty) }),
      })),
    dependencies: sbom.dependencies
      .filter(({ ref }) => isLeft(ref))
      .map(({ ref, dependsOn }) => ({ ref, ...(dependsOn && { dependsOn: dependsOn.filter(isLeft) }) })),
  };
}
