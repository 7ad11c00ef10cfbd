import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import type { BuildOptions } from "esbuild";
import { packagedFile, packagedVersion } from "../words/packaged.ts";

export interface PageParts {
  title: string;
  /** which page: its browser program is `<page>/browser/main.ts`; the style sheets it imports become the page's */
  page: string;
  /** what the program reads from the element with id "data" */
  data: unknown;
  /**
   * what it reads later, each from the element of its id, packed (`packed` below): a large page need not read all of
   * itself to open, and stays small
   */
  later?: Readonly<Record<string, unknown>>;
  /** shown where scripts are switched off */
  noScript: string;
  /** a page that a server of ours sends may ask that server for more; a file may reach nothing */
  served?: boolean;
}

/**
 * One HTML file that needs nothing else: program, styles and data are in it, and its Content-Security-Policy forbids
 * it to reach anything. It works from a file:// address.
 */
export async function buildPage({
  title,
  page,
  data,
  later = {},
  noScript,
  served = false,
}: PageParts): Promise<string> {
  const { script, style } = await (packagedVersion === undefined ? bundlePage : readyProgram)(page);
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data:",
    ...(served ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escaped(title)}</title>`,
    `<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(icon)}">`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    `<noscript>${escaped(noScript)}</noscript>`,
    `<script type="application/json" id="data">${inScript(JSON.stringify(data))}</script>`,
    ...Object.entries(later).map(
      ([id, value]) => `<script type="text/plain" id="${escaped(id)}">${packed(JSON.stringify(value))}</script>`,
    ),
    `<script type="module">${script}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

interface PageProgram {
  script: string;
  style: string;
}

/** The package brings each page's program along bundled. */
const readyProgram = async (page: string): Promise<PageProgram> =>
  JSON.parse(await readFile(packagedFile(`pages/${page}.json`)!, "utf8")) as PageProgram;

/** How a page's browser program and styles become one text each. */
export const pageBuildOptions = (page: string) =>
  ({
    entryPoints: [join(import.meta.dirname, page, "browser", "main.ts")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "inline",
    outdir: "out",
    logLevel: "silent",
  }) satisfies BuildOptions;

/** A page's browser program and styles, made from the sources. */
export async function bundlePage(page: string): Promise<PageProgram> {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ ...pageBuildOptions(page), write: false });
  const file = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text.trim() ?? "";
  return { script: file(".js").replaceAll("</script", "<\\/script"), style: file(".css") };
}

/** A text made small: raw deflate (RFC 1951) in base64. Charts' numbers take half of what they do as JSON. */
const packed = (text: string): string => deflateRawSync(text, { level: 9 }).toString("base64");

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** JSON that can't end its script element: `<` stands in JSON's texts only, where it may be written as an escape. */
const inScript = (json: string): string => json.replaceAll("<", "\\u003c");

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** A filled gauge. */
const icon =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#2f6fed"/>' +
  '<path d="M4 12V9M8 12V6.5M12 12V4" stroke="#fff" stroke-width="2" stroke-linecap="round"/></svg>';
