import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Entry points of the library, each of package/<name>.ts; `index` is the package itself. */
export const entries = ["index", "config", "program", "registry"] as const;

/** Entry points of the client library, from its folder; its own build has made them. */
const clientEntries = ["index", "dynamodb/index", "redis/index", "testing/index"] as const;

interface Manifest {
  version: string;
  description: string;
  license: string;
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Manifest;

/** Both forms of an entry point, each with declarations of its own kind (nodejs.org/api/packages.html#conditional-exports). */
const conditions = (folder: string, file: string) => ({
  import: { types: `./${folder}esm/${file}.d.ts`, default: `./${folder}esm/${file}.js` },
  require: { types: `./${folder}cjs/${file}.d.ts`, default: `./${folder}cjs/${file}.js` },
});

/** Versions that a program may have: from the one that this is made and tested with to the next that may break. */
const peerRange = (exact = "") => `^${exact}`;

/**
 * package.json of the package.
 * @param root the repository
 */
export function manifestOf(root: string): Record<string, unknown> {
  const own = read(join(root, "package.json"));
  const client = read(join(root, "client/package.json"));
  const pulumi = Object.fromEntries(
    ["@pulumi/aws", "@pulumi/awsx", "@pulumi/pulumi"].map((name) => [name, peerRange(own.dependencies[name])]),
  );
  const peers = { ...pulumi, ...client.peerDependencies };
  const clientPath = (file: string) => ["client", ...file.split("/").slice(0, -1)].join("/");
  return {
    name: "bedrock-headroom",
    version: own.version,
    description: own.description,
    license: own.license,
    keywords: ["amazon-bedrock", "aws", "pulumi", "quotas", "service-quotas", "throttling", "cloudwatch", "monitoring"],
    type: "module",
    engines: { node: ">=22" },
    bin: { headroom: "bin/headroom.js" },
    main: "./cjs/index.js",
    types: "./cjs/index.d.ts",
    exports: {
      ...Object.fromEntries(entries.map((name) => [name === "index" ? "." : `./${name}`, conditions("", name)])),
      ...Object.fromEntries(clientEntries.map((file) => [`./${clientPath(file)}`, conditions("client/", file)])),
      "./package.json": "./package.json",
    },
    // For `moduleResolution: node` of a program in CommonJS, which does not read `exports`.
    typesVersions: {
      "*": {
        ...Object.fromEntries(entries.slice(1).map((name) => [name, [`./cjs/${name}.d.ts`]])),
        ...Object.fromEntries(clientEntries.map((file) => [clientPath(file), [`./client/cjs/${file}.d.ts`]])),
      },
    },
    sideEffects: false,
    peerDependencies: peers,
    peerDependenciesMeta: Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }])),
  };
}
