// What bench/live.ts compares with: resources from a list, created in a plain loop without components.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";

interface Listed {
  urn: string;
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  dependsOn: string[];
  /** the id that stands in the inputs of those that depend on it */
  id: string;
}

class Plain extends pulumi.CustomResource {}

/** Archives stand in the list as their files' texts and paths, and ids as the recording made them up. */
function revived(value: unknown): unknown {
  const named = typeof value === "string" ? ids.get(value) : undefined;
  if (named) return named.id;
  if (typeof value !== "object" || value === null || !("archive" in value)) return value;
  const files = value.archive as Record<string, { text?: string; path?: string }>;
  return new pulumi.asset.AssetArchive(
    Object.fromEntries(
      Object.entries(files).map(([name, { text, path }]) => [
        name,
        text === undefined ? new pulumi.asset.FileAsset(path ?? "") : new pulumi.asset.StringAsset(text),
      ]),
    ),
  );
}

const listed = JSON.parse(readFileSync(process.env["PLAIN_RESOURCES"] ?? "", "utf8")) as Listed[];
const ids = new Map<string, pulumi.CustomResource>();
const created = new Map<string, pulumi.Resource>();
// In the order in which the program registered them, which is not always that of their dependencies.
const open = listed.filter(({ type }) => type.startsWith("aws:"));
const urns = new Set(open.map(({ urn }) => urn));
while (open.length > 0) {
  const index = open.findIndex(({ dependsOn }) => dependsOn.every((urn) => created.has(urn) || !urns.has(urn)));
  const [next] = open.splice(Math.max(0, index), 1) as [Listed];
  const inputs = Object.fromEntries(Object.entries(next.inputs).map(([key, value]) => [key, revived(value)]));
  const dependsOn = next.dependsOn.flatMap((urn) => created.get(urn) ?? []);
  const resource = new Plain(next.type, next.name, inputs, { dependsOn });
  created.set(next.urn, resource);
  if (/^[\da-f]{8}-/.test(next.id)) ids.set(next.id, resource);
}
