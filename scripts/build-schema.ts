/**
 * Generates stacks/stack-config.schema.json, which editors check Pulumi.<stack>.yaml with. Run it after a change of
 * stacks/shapes.ts or of the registry; a test tells when it was forgotten.
 */
import { rename, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { schemaText } from "../stacks/schema.ts";

const file = fileURLToPath(new URL("../stacks/stack-config.schema.json", import.meta.url));
await writeFile(`${file}.new`, await schemaText());
await rename(`${file}.new`, file);
console.log("stacks/stack-config.schema.json is up to date.");
