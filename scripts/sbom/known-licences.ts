import { exceptions } from "../licences/allowed.ts";
import type { Sbom } from "./without-development.ts";

/** The licences that npm can't tell, from what the licence check knows of these packages. */
export const withKnownLicences = (sbom: Sbom, known: typeof exceptions = exceptions): Sbom => ({
  ...sbom,
  components: sbom.components.map((component) => {
    const exception = known[component["bom-ref"]];
    return component.licenses || !exception
      ? component
      : { ...component, licenses: [{ license: { id: exception.licence } }] };
  }),
});
