import { spawnSync } from "node:child_process";
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

// Builds out/esm and out/cjs: one file of JavaScript for each entry of the package, and the declarations of each file,
// the same in both. Run by `npm run build` and before `npm pack`; out/ is not committed. An argument names another folder.

const root = import.meta.dirname;
const out = process.argv[2] ?? join(root, "out");
const tsc = join(root, "../node_modules/.bin/tsc");
rmSync(out, { recursive: true, force: true });

for (const format of ["esm", "cjs"] as const) {
  const folder = join(out, format);
  await build({
    absWorkingDir: root,
    entryPoints: ["index.ts", "dynamodb/index.ts", "redis/index.ts", "testing/index.ts"],
    outdir: folder,
    outbase: ".",
    bundle: true,
    packages: "external",
    platform: "node",
    target: "node22",
    format,
    logLevel: "warning",
  });
  const declarations = ["-p", join(root, "tsconfig.build.json"), "--outDir", folder];
  const { status, stdout } = spawnSync(tsc, declarations, { encoding: "utf8", shell: process.platform === "win32" });
  if (status !== 0) throw new Error(`tsc: ${stdout}`);
  // tsc leaves the sources' own endings in declarations.
  for (const file of globSync("**/*.d.ts", { cwd: folder })) {
    const path = join(folder, file);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(/(from "\.[^"]*)\.ts"/g, '$1.js"'));
  }
  // Whether a .js file is a module, and its .d.ts with it, is read from the package.json nearest to it.
  const type = format === "esm" ? "module" : "commonjs";
  writeFileSync(join(folder, "package.json"), `${JSON.stringify({ type })}\n`);
}
