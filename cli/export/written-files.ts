/** One file of an export, by its path in the export's folder. */
export interface ExportFile {
  path: string;
  content: string | Uint8Array;
}

export const formats = ["cloudformation", "terraform", "grafana"] as const;
export type Format = (typeof formats)[number];

/** An export as it is written. */
export interface Written {
  format: Format;
  stack: string;
  region: string;
  /** the document itself, first, and what it refers to */
  files: [ExportFile, ...ExportFile[]];
  /** how many of each type it makes; panels of a dashboard */
  counts: Record<string, number>;
}
