/** `bedrock-headroom/registry`: models, scopes and quota codes by Region. No Pulumi in it. */
export type { ModelId, ModelScopes } from "../registry/ids.ts";
export { loadRegistry, RegistryFileError, regions, UnknownRegionError } from "../registry/index.ts";
export type { RegionName } from "../registry/regions.ts";
export type * from "../words/registry.ts";
