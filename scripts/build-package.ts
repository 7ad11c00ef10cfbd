import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { functionBuildOptions } from "../functions/bundle.ts";
import { bundleNotifier } from "../functions/notifier/bundle.ts";
import { bundlePublisher } from "../functions/quota-publisher/bundle.ts";
import { bundlePage, pageBuildOptions } from "../pages/build-page.ts";
import { buildCode, buildDeclarations } from "./package/build-code.ts";
import { bundledInputs } from "./package/bundled-inputs.ts";
import { manifestOf } from "./package/manifest.ts";
import { noticesOf } from "./package/notices.ts";

// `npm run build`: makes out/package, the folder that is published as bedrock-headroom (docs/package.md). An argument
// names another folder. The repository itself stays private: its package.json is that of a Pulumi program which runs
// from TypeScript, with other dependencies, entry points and files than the package's.

const root = join(import.meta.dirname, "..");
const out = resolve(process.argv[2] ?? join(root, "out/package"));
const manifest = manifestOf(root);

/** Pages that commands write; the local one is of `npm run local`. */
const pages = ["backtest", "preview", "usage"];

function put(path: string, text: string): void {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), text);
}

/** Files that are read as they are: from where, and where to. */
const copied = {
  LICENSE: "LICENSE",
  "CHANGELOG.md": "CHANGELOG.md",
  "README.md": "package/README.md",
  "registry/catalogue.json": "registry/catalogue.json",
  "registry/regions": "registry/regions",
  "stack-config.schema.json": "stacks/stack-config.schema.json",
};

rmSync(out, { recursive: true, force: true });
put("package.json", `${JSON.stringify(manifest, null, 2)}\n`);
put("bin/headroom.js", '#!/usr/bin/env node\nimport "../esm/headroom.js";\n');
chmodSync(join(out, "bin/headroom.js"), 0o755);
for (const [to, from] of Object.entries(copied)) cpSync(join(root, from), join(out, to), { recursive: true });

const client = spawnSync(process.execPath, [join(root, "client/build.ts"), join(out, "client")], { stdio: "inherit" });
if (client.status !== 0) throw new Error("The client library could not be built.");

const functions = { "quota-publisher": bundlePublisher, notifier: bundleNotifier };
const [modules, ...others] = await Promise.all([
  buildCode(root, out, String(manifest["version"])).then(async (files) => {
    await buildDeclarations(root, out);
    return files;
  }),
  ...Object.entries(functions).map(async ([name, bundle]) => {
    await bundle(join(out, "functions", name));
    return bundledInputs({ ...functionBuildOptions, entryPoints: [join(root, "functions", name, "index.ts")] });
  }),
  ...pages.map(async (page) => {
    put(`pages/${page}.json`, JSON.stringify(await bundlePage(page)));
    return bundledInputs(pageBuildOptions(page));
  }),
]);
put("THIRD-PARTY-NOTICES.md", noticesOf([modules, ...others].flat()));
