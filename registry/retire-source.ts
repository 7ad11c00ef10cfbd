import type { BuiltRegistry } from "./build.ts";

/**
 * Makes way for a new reading under the same key: the old one's facts get a key with its day, so that what the new one
 * does not have goes on saying when it was read.
 */
export function retireSource({ catalogue, regions }: BuiltRegistry, key: string): BuiltRegistry {
  const source = catalogue.sources[key];
  if (!source) return { catalogue, regions };
  const dated = `${key}@${source.readAt}`;
  const renamed = <Fact extends { from: string }>(fact: Fact): Fact =>
    fact.from === key ? { ...fact, from: dated } : fact;
  const { crossModelDaily: daily } = catalogue;
  const { [key]: _, ...others } = catalogue.sources;
  return {
    catalogue: {
      ...catalogue,
      sources: { ...others, [dated]: source },
      ...(daily && {
        crossModelDaily: { ...renamed(daily), ...(daily.elsewhere && { elsewhere: daily.elsewhere.map(renamed) }) },
      }),
      models: catalogue.models.map(renamed),
      quotas: catalogue.quotas.map(renamed),
    },
    regions: new Map([...regions].map(([region, file]) => [region, { ...file, models: file.models.map(renamed) }])),
  };
}
