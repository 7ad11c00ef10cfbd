import { templateLimits } from "./cloudformation/limits.ts";
import type { ExportFile, Written } from "./written-files.ts";

const sizeOf = ({ content }: ExportFile): number => Buffer.byteLength(content);

/** What `headroom export --json` tells of what it has written. */
export const documentOf = ({ format, stack, region, files, counts }: Written, folder: string) => ({
  schemaVersion: 1,
  format,
  stack,
  region,
  folder,
  counts,
  files: files.map((file) => ({ path: file.path, bytes: sizeOf(file) })),
});

/** What was written, and what to do with it. */
export function describeExport(written: Written, folder: string): string {
  const { format, stack, region, files, counts } = written;
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return [
    `Stack ${stack}, ${region}: ${total} ${format === "grafana" ? "panels" : "resources"}`,
    ...Object.entries(counts).map(([type, count]) => `  ${String(count).padStart(5)}  ${type}`),
    "",
    `In ${folder}:`,
    ...files.map((file) => `  ${String(sizeOf(file)).padStart(9)} bytes  ${file.path}`),
    "",
    ...next(written, folder),
  ].join("\n");
}

/** The commands that bring it up, one option a line, so that no terminal breaks them; docs/export.md says more. */
function next({ format, stack, region, files: [first] }: Written, folder: string): string[] {
  const path = (...parts: string[]) => quoted([folder, ...parts].join("/"));
  switch (format) {
    case "cloudformation":
      return [
        "Bring it up, with a bucket of yours in that Region:",
        `  aws s3 cp ${path("functions")} s3://BUCKET/functions --recursive`,
        `  aws cloudformation deploy --region ${region} --stack-name bedrock-headroom-${stack.replaceAll(/[^A-Za-z0-9-]/g, "-")} \\`,
        `    --template-file ${path(first.path)} \\`,
        ...(sizeOf(first) > templateLimits.bytesInRequest ? ["    --s3-bucket BUCKET \\"] : []),
        "    --parameter-overrides CodeBucket=BUCKET --capabilities CAPABILITY_NAMED_IAM",
      ];
    case "terraform":
      return ["Bring it up, with tofu or terraform:", `  tofu -chdir=${path()} init`, `  tofu -chdir=${path()} apply`];
    case "grafana":
      return [
        "In Grafana: Dashboards, New, Import. Choose a CloudWatch data source that may read the Region:",
        `  ${path(first.path)}`,
      ];
  }
}

/** A path as a shell takes it. */
const quoted = (path: string): string => (/^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);
