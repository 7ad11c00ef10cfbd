import { progress as bar } from "@clack/prompts";

/** Tells how far a refresh is, on standard error: a bar on a terminal, a line for each Region elsewhere. */
export interface Progress {
  done(region: string, text: string): void;
  /** takes the bar away */
  end(): void;
}

/** @param total Regions to read */
export function startProgress(total: number): Progress {
  const told: string[] = [];
  const regions = `${total} Region${total === 1 ? "" : "s"}`;
  // A terminal that does not know its width can have no bar.
  if (!process.stderr.isTTY || !process.stderr.columns) {
    return {
      done: (region, text) => {
        told.push(region);
        console.error(`[${told.length}/${total}] ${region}: ${text}`);
      },
      end: () => undefined,
    };
  }
  const shown = bar({ max: total, output: process.stderr, onCancel: () => process.exit(130) });
  shown.start(`Reading ${regions}`);
  return {
    done: (region, text) => {
      told.push(region);
      shown.advance(1, `${told.length} of ${regions}: ${region}: ${text}`);
    },
    end: () => shown.clear(),
  };
}
