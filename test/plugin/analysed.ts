import { createRequire } from "node:module";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  plain?: boolean;
  description?: string;
}
type Properties = Record<string, Property>;

export interface Described {
  properties: Properties;
  inputProperties?: Properties;
}

/** What is read of a Pulumi schema here. */
export interface Schema {
  types: Record<string, Described>;
  resources: Record<string, Described & { inputProperties: Properties }>;
}

/** The package's schema, as Pulumi's provider host makes it of the sources in plugin/. */
export async function analysed(): Promise<Schema> {
  const require = createRequire(import.meta.url);
  const { ComponentProvider } = require("@pulumi/pulumi/provider/experimental/provider.js") as {
    ComponentProvider: new (options: object) => { getSchema: () => Promise<string> };
  };
  const components = [{ name: "BedrockQuotaMonitor" }];
  const provider = new ComponentProvider({ name: "bedrock-headroom", components, dirname: join(root, "plugin") });
  return JSON.parse(await provider.getSchema()) as Schema;
}
