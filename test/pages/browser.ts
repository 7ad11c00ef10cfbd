import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { chromiumArguments, findChromium, howToGetChromium } from "../../pages/find-chromium.ts";

/** A started Chromium; the calling suite is skipped with one line where there is none. */
export async function startChromium(suite: Mocha.Context): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath) return chromium.launch({ executablePath, args: chromiumArguments });
  console.log(`  skipped: ${howToGetChromium}`);
  return suite.skip();
}

export interface OpenedPage {
  page: Page;
  /** messages on the console, uncaught errors, and requests for anything but the page itself */
  troubles: string[];
  close(): Promise<void>;
}

/** Opens a file in a window of its own and writes down everything that should not happen. */
export async function openPage(
  browser: Browser,
  address: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => troubles.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (url.split("#")[0] !== address.split("#")[0] && !url.startsWith("data:")) troubles.push(`request: ${url}`);
  });
  await page.goto(address);
  return { page, troubles, close: () => context.close() };
}
