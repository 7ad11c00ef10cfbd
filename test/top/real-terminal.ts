import { execFile, spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Whether there is a tmux to be the terminal. */
export const hasTerminal = (): boolean => spawnSync("tmux", ["-V"]).status === 0;

/** A real terminal, held by tmux: what a person would see of it, and keys that go into it. */
export interface RealTerminal {
  /** the lines that it shows */
  screen(): Promise<string>;
  /** words as tmux's send-keys has them: "q", "C-c", "Enter" */
  press(...keys: string[]): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** what a program may leave behind */
  modes(): Promise<{ alternateScreen: boolean; cursor: boolean }>;
  /** ends it under whatever runs in it */
  close(): Promise<void>;
}

/**
 * @param folder of its own: its socket stands there
 * @param command a line for the shell; it ends with the shell that is left
 */
export async function openTerminal(
  folder: string,
  command: string,
  { columns, rows, env }: { columns: number; rows: number; env: NodeJS.ProcessEnv },
): Promise<RealTerminal> {
  const tmux = async (...args: string[]): Promise<string> => {
    const { stdout } = await run("tmux", ["-S", `${folder}/tmux`, "-f", "/dev/null", ...args], { env });
    return stdout;
  };
  await tmux(
    "new-session",
    "-d",
    "-c",
    folder,
    "-x",
    String(columns),
    "-y",
    String(rows),
    "-s",
    "top",
    `${command}; exec sh`,
  );
  return {
    screen: () => tmux("capture-pane", "-t", "top", "-p"),
    press: async (...keys) => void (await tmux("send-keys", "-t", "top", ...keys)),
    resize: async (wide, high) =>
      void (await tmux("resize-window", "-t", "top", "-x", String(wide), "-y", String(high))),
    async modes() {
      const text = await tmux("display-message", "-p", "-t", "top", "#{alternate_on} #{cursor_flag}");
      const [alternate, cursor] = text.trim().split(" ");
      return { alternateScreen: alternate === "1", cursor: cursor === "1" };
    },
    close: async () => void (await tmux("kill-server").catch(() => "")),
  };
}

/**
 * Waits until something is so.
 * @throws what it last found, after half a minute: machines may be slow
 */
export async function until<T>(look: () => T | Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  const end = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (isSo(found)) return found;
    if (Date.now() > end) throw new Error(`waited in vain; last found:\n${String(found)}`);
    await pause(100);
  }
}
