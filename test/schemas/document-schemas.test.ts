import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { documentSchemas } from "../../cli/document-schemas.ts";

const root = new URL("../../", import.meta.url);

describe("the JSON Schemas of documents", () => {
  it("are up to date: `npm run build:schemas` makes the same", () => {
    for (const [path, text] of documentSchemas()) assert.equal(readFileSync(new URL(path, root), "utf8"), text, path);
  });

  it("are those that are shipped, none more", () => {
    const shipped = readdirSync(new URL("docs/schemas/", root)).map((name) => `docs/schemas/${name}`);
    assert.deepEqual(
      shipped.sort(),
      documentSchemas()
        .map(([path]) => path)
        .sort(),
    );
  });
});
