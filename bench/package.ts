import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What the built package costs: `npm run bench -- package`. Seconds of the wall, medians of runs that follow one that
 * fills the compile cache: what a person waits for.
 */

const root = join(import.meta.dirname, "..");
const runs = 9;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

const node = (args: readonly string[], cwd: string): string =>
  execFileSync(process.execPath, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** Milliseconds that an import takes in a program that has Pulumi's SDK and its AWS provider already. */
const importing = (format: "esm" | "cjs", entry: string): string => {
  const load = format === "esm" ? "await import" : "require";
  const modules = ["@pulumi/pulumi", "@pulumi/aws"].map((name) => `${load}("${name}");`).join(" ");
  return `${modules} const began = performance.now(); ${load}("${entry}"); console.log(performance.now() - began);`;
};

export function benchPackage() {
  const folder = mkdtempSync(join(tmpdir(), "headroom-bench-package-"));
  const several = (measure: () => number) => {
    measure();
    return Math.round(median(Array.from({ length: runs }, measure)));
  };
  try {
    const built = join(folder, "node_modules/bedrock-headroom");
    node([join(root, "scripts/run.js"), join(root, "scripts/build-package.ts"), built], root);
    const packed = execFileSync("npm", ["pack", built, "--silent"], { cwd: folder, encoding: "utf8" }).trim();
    mkdirSync(join(folder, "node_modules"), { recursive: true });
    symlinkSync(join(root, "node_modules/@pulumi"), join(folder, "node_modules/@pulumi"), "junction");
    cpSync(join(root, "test/fixtures/stacks"), folder, { recursive: true });

    const wait = (args: readonly string[]) =>
      several(() => {
        const began = performance.now();
        node(args, folder);
        return performance.now() - began;
      });
    const imports = (format: "esm" | "cjs", entry: string) => {
      const file = join(folder, format === "esm" ? "program.mjs" : "program.cjs");
      writeFileSync(file, importing(format, entry));
      return several(() => Number(node([file], folder)));
    };
    const command = join(built, "bin/headroom.js");
    const entries = ["", "/config", "/program", "/registry", "/client"].map((path) => `bedrock-headroom${path}`);
    return {
      packedKilobytes: Math.round(statSync(join(folder, packed)).size / 1000),
      importMilliseconds: Object.fromEntries(
        entries.map((entry) => [entry, { esm: imports("esm", entry), cjs: imports("cjs", entry) }]),
      ),
      nodeAloneMilliseconds: wait(["--eval", ""]),
      versionMilliseconds: wait([command, "--version"]),
      planMilliseconds: wait([command, "plan", "--stack", "us-east-1"]),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (import.meta.main) console.log(benchPackage());
