import type { Place } from "./places.ts";
import type { PlaceResult } from "./run-places.ts";

/** Where progress is written: standard error, so that standard output has the summary alone. */
export interface Screen {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

export interface Progress {
  begin(place: Place): void;
  update(place: Place, resources: number): void;
  end(result: PlaceResult): void;
  close(): void;
}

/** One line that is written over on a terminal; elsewhere a line when a place begins and when it ends. */
export function progressOn(screen: Screen, total: number): Progress {
  const underWay = new Map<string, number>();
  let ended = 0;
  let failed = 0;
  const draw = () => {
    if (!screen.isTTY) return;
    const places = [...underWay].map(([stack, resources]) => `${stack} ${resources}`).join(", ");
    const line = `${ended} of ${total} ended${failed > 0 ? `, ${failed} failed` : ""}${places && `; ${places}`}`;
    screen.write(`\r\x1b[K${line.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  return {
    begin({ stack }) {
      underWay.set(stack, 0);
      if (!screen.isTTY) screen.write(`${stack}: begins\n`);
      draw();
    },
    update({ stack }, resources) {
      underWay.set(stack, resources);
      draw();
    },
    end(result) {
      underWay.delete(result.stack);
      ended += 1;
      if (result.status === "failed") failed += 1;
      const text = `${result.stack}: ${result.status} after ${result.seconds.toFixed(1)} s (${ended} of ${total} ended)\n`;
      if (!screen.isTTY) screen.write(text);
      else if (result.status === "failed") screen.write(`\r\x1b[K${text}`);
      draw();
    },
    close() {
      if (screen.isTTY) screen.write("\r\x1b[K");
    },
  };
}
