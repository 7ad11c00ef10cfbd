/**
 * npm run sbom [-- --with-development] [--out <file>]
 *
 * Writes what the project is made of as CycloneDX, from the lock file: every package with its version, licence, address
 * and hash. npm makes the list; the project's own name is put in, where npm takes the folder's.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { withKnownLicences } from "./sbom/known-licences.ts";
import { type Sbom, withoutDevelopment } from "./sbom/without-development.ts";

const root = join(import.meta.dirname, "..");

const { values: options } = parseArgs({
  options: {
    out: { type: "string", default: join(root, "out/sbom.cdx.json") },
    "with-development": { type: "boolean", default: false },
  },
});

const args = ["sbom", "--sbom-format", "cyclonedx", "--sbom-type", "application", "--package-lock-only"];
// The npm that runs this script, where one does: another on the PATH may be older.
const npm = process.env["npm_execpath"];
const { status, stdout, stderr } = npm?.endsWith("js")
  ? spawnSync(process.execPath, [npm, ...args], { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 })
  : spawnSync("npm", args, {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === "win32",
    });

if (status === 0) {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));
  const all = withKnownLicences(JSON.parse(stdout) as Sbom);
  const sbom = options["with-development"] ? all : withoutDevelopment(all, read("package-lock.json"));
  sbom.metadata.component.name = read("package.json").name;
  const out = resolve(options.out);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(sbom, null, 2)}\n`);
  console.log(`${sbom.components.length} packages in ${out}`);
} else {
  console.error(`npm could not list the packages:\n${stderr.trim()}`);
  process.exitCode = 1;
}
