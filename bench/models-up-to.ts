import { loadRegistry } from "../registry/index.ts";

/** The first models of the registry with their ways of calling, up to a number of targets. */
export async function modelsUpTo(region: string, targets: number) {
  const { models } = await loadRegistry(region);
  const entries: { model: string; scopes: string[] }[] = [];
  let left = targets;
  for (const { modelId, scopes, lifecycle } of models) {
    if (lifecycle !== "active" || left === 0) continue;
    const some = Object.keys(scopes).slice(0, left);
    left -= some.length;
    entries.push({ model: modelId, scopes: some });
  }
  if (left > 0) throw new Error(`${region} offers only ${targets - left} targets`);
  return entries;
}
