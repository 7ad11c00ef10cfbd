import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Commands that Chromium and its relatives have on Linux. */
const commands = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge"];

const places: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ],
  win32: [
    "Google\\Chrome\\Application\\chrome.exe",
    "Chromium\\Application\\chrome.exe",
    "Microsoft\\Edge\\Application\\msedge.exe",
  ].flatMap((path) => ["C:\\Program Files", "C:\\Program Files (x86)"].map((folder) => `${folder}\\${path}`)),
};

/** Said where there is none. */
export const howToGetChromium =
  "no Chromium found: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its program";

/** The program of a Chromium on this machine: CHROMIUM_PATH, or one where such browsers are usually put. */
export function findChromium(): string | undefined {
  const given = process.env["CHROMIUM_PATH"];
  if (given) return existsSync(given) ? given : undefined;
  const onPath =
    process.platform === "win32"
      ? []
      : commands.flatMap((name) => (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, name)));
  return [...(places[process.platform] ?? []), ...onPath].find((path) => existsSync(path));
}

/** What it is started with: no sandbox (containers have none), and nothing that reaches for the network. */
export const chromiumArguments = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
