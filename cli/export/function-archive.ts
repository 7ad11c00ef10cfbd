import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { zipSync } from "fflate";

/** The code of a Lambda function, zipped. */
export interface FunctionArchive {
  /** path in the export's folder; another code is another name, so that a deployment sees the change */
  path: string;
  bytes: Uint8Array;
  /** of the bytes, in base64: what Terraform's source_code_hash holds */
  sha256: string;
}

type Asset = { text?: string; path?: string };

/** The first day that a zip can name, in local time as zips have it: the same bytes in every time zone. */
const epoch = new Date(1980, 0, 1);

/**
 * Zips a recorded archive. The same code gives the same bytes on every machine.
 * @param code the recorded input `code` of a Lambda function
 */
export async function functionArchive(name: string, code: unknown): Promise<FunctionArchive> {
  const { archive = {} } = code as { archive?: Readonly<Record<string, Asset>> };
  const files = await Promise.all(
    Object.entries(archive)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(async ([file, asset]) => [file, await bytesOf(name, file, asset)] as const),
  );
  if (files.length === 0) throw new RangeError(`The function ${name} has no code that can be zipped.`);
  // Lambda runs as another user: everyone may read the files (lambda/latest/dg/nodejs-package, "File permissions").
  const attributes = { mtime: epoch, os: 3, attrs: 0o100644 << 16, level: 9 } as const;
  const bytes = zipSync(Object.fromEntries(files.map(([file, content]) => [file, [content, attributes]])));
  const hash = createHash("sha256").update(bytes).digest();
  return {
    path: `functions/${name}-${hash.toString("hex").slice(0, 12)}.zip`,
    bytes,
    sha256: hash.toString("base64"),
  };
}

async function bytesOf(name: string, file: string, { text, path }: Asset): Promise<Uint8Array> {
  if (text !== undefined) return new TextEncoder().encode(text);
  if (path === undefined) throw new RangeError(`The file ${file} of function ${name} is neither text nor a path.`);
  return readFile(path);
}
