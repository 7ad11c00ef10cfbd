import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type OutputChunk, type RolldownOptions, type RolldownOutput, rolldown } from "rolldown";
import { dts } from "rolldown-plugin-dts";
import { entries } from "./manifest.ts";

const library = Object.fromEntries(entries.map((name) => [name, `package/${name}.ts`]));

/** The command line, and what it preloads into a program's process. */
const commandLine = { headroom: "cli/main.ts", "exit-with-parent": "preview/exit-with-parent.ts" };

/**
 * What stays outside. Pulumi must be the program's own copy: two of them don't know each other's resources. The offline
 * preview speaks the engine's protocol with classes of its own (@pulumi/pulumi/proto), so that it needs no gRPC beside it.
 */
const external = (id: string): boolean =>
  /^@pulumi\/(?!pulumi\/proto\/)/.test(id) || ["esbuild", "react-devtools-core"].includes(id);

/**
 * The package's JavaScript: the library as ES modules and as CommonJS, and the command line as ES modules, which share
 * what they have in common. Third-party code is in it, cut down to what is used.
 * @returns the files of others that went in
 */
export async function buildCode(root: string, out: string, version: string): Promise<string[]> {
  const options: RolldownOptions = {
    cwd: root,
    platform: "node",
    external,
    // The AWS SDK's ES modules can be cut down; so can esbuild's functions/bundle.ts.
    resolve: { mainFields: ["module", "main"], conditionNames: ["module", "node"] },
    // So that what the package never does (bundling, npm scripts) is not in it.
    optimization: { inlineConst: { mode: "all", pass: 3 } },
    transform: { target: "node22", define: { PACKAGED_VERSION: JSON.stringify(version) } },
    // Ink asks for its developers' tools when DEV is set; they are not a part of anything here.
    onLog: (level, log, fallback) => {
      if (level !== "debug" && level !== "info") fallback(level, log);
    },
  };
  const outputs = await Promise.all([
    write({ ...options, input: { ...library, ...commandLine } }, join(out, "esm"), "esm"),
    write({ ...options, input: library }, join(out, "cjs"), "cjs"),
  ]);
  return outputs.flatMap(({ output }) =>
    output.flatMap((chunk) =>
      chunk.type === "chunk" ? chunk.moduleIds.filter((id) => id.includes("node_modules")) : [],
    ),
  );
}

async function write(options: RolldownOptions, dir: string, format: "esm" | "cjs"): Promise<RolldownOutput> {
  const build = await rolldown(options);
  // All in one folder: what the package brings along besides is found from there (words/packaged.ts).
  const names = { entryFileNames: "[name].js", chunkFileNames: "[name]-[hash].js" };
  const output = await build.write({ dir, format, ...names, minify: true, exports: "named" });
  writeFileSync(join(dir, "package.json"), `${JSON.stringify({ type: format === "esm" ? "module" : "commonjs" })}\n`);
  return output;
}

/**
 * The library's declarations, with nothing in them that a program can't reach. The same files serve both kinds: whether
 * one is of a module or of CommonJS is read from the package.json beside it.
 */
export async function buildDeclarations(root: string, out: string): Promise<void> {
  const build = await rolldown({
    cwd: root,
    platform: "node",
    input: library,
    external: (id) => /^[@\w]/.test(id) && !id.startsWith("package/"),
    plugins: [dts({ emitDtsOnly: true, tsconfig: join(root, "tsconfig.json") })],
  });
  const { output } = await build.generate({ format: "esm" });
  for (const chunk of output as OutputChunk[])
    for (const format of ["esm", "cjs"]) writeFileSync(join(out, format, chunk.fileName), chunk.code);
}
