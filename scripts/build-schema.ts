/**
 * Generates the JSON Schemas: stacks/stack-config.schema.json, which editors check Pulumi.<stack>.yaml with, and those of
 * the documents that commands write, docs/schemas/. Run it after a change of stacks/shapes.ts, of a document's shape or of
 * the registry; a test tells when it was forgotten.
 */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { documentSchemas } from "../cli/document-schemas.ts";
import { schemaText } from "../stacks/schema.ts";

async function write(path: string, text: string): Promise<void> {
  const file = fileURLToPath(new URL(`../${path}`, import.meta.url));
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
  console.log(`${path} is up to date.`);
}

await mkdir(new URL("../docs/schemas/", import.meta.url), { recursive: true });
await write("stacks/stack-config.schema.json", await schemaText());
for (const [path, text] of documentSchemas()) await write(path, text);
