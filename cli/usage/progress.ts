import { progress as bar } from "@clack/prompts";

export interface Progress {
  step(done: number, of: number): void;
  /** says what is going on, where a person looks on */
  say(message: string): void;
  end(message: string): void;
}

/** Shows how far reading has come: a bar on a terminal, two plain lines elsewhere. On stderr, so that output stays clean. */
export function showProgress(what: string, stream: NodeJS.WriteStream = process.stderr, steps = "requests"): Progress {
  if (!stream.isTTY || process.env["CI"]) {
    stream.write(`${what} …\n`);
    return { step: () => {}, say: () => {}, end: (message) => void stream.write(`${message}\n`) };
  }
  // The bar takes Ctrl-C for itself and exits with 0, which would say that all is well.
  const stopped = () => {
    process.exitCode = 130;
  };
  process.once("exit", stopped);
  const shown = bar({ max: 1_000, output: stream, style: "heavy" });
  shown.start(what);
  let at = 0;
  return {
    step(done, of) {
      const to = Math.floor((1_000 * done) / Math.max(1, of));
      if (to > at) shown.advance(to - at, `${what}: ${done} of ${of} ${steps}`);
      at = Math.max(at, to);
    },
    say: (message) => shown.message(message),
    end: (message) => {
      process.removeListener("exit", stopped);
      shown.stop(message);
    },
  };
}
