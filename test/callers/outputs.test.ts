import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse/sync";
import { shareText } from "../../cli/usage/callers/text.ts";
import { csvReport } from "../../cli/usage/csv.ts";
import { markdownReport } from "../../cli/usage/markdown.ts";
import { short, whole } from "../../cli/usage/numbers.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import type { CallerUsage, TargetCallers } from "../../monitoring/report/callers-document.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import { shownCallers } from "../../monitoring/report/shown-callers.ts";
import { amount } from "../../pages/charts/format.ts";
import { usagePage } from "../../pages/usage/build.ts";
import { openPage, startChromium } from "../pages/browser.ts";
import { applicationProfile, now, usOpus } from "../usage/pretend-account.ts";
import { reportBy } from "./report-by.ts";
import { accountOf, type Request, session } from "./truth.ts";

const hour = 3_600;
const start = now - hour;

/** An hour in which 30 roles called, one of them with a name that every format has to take as it is. */
async function exampleDocument(): Promise<UsageDocument> {
  const roles = [...Array.from({ length: 29 }, (_, index) => `team-${index}`), "pipes|and<b>tags"];
  const requests = roles.flatMap((role, index) =>
    Array.from(
      { length: index + 1 },
      (_, at): Request => ({
        at: start + at * 100,
        id: index % 3 === 0 ? "app1" : usOpus,
        arn: session(role, `s-${at}`),
        input: 100 * (index + 1),
        output: 7,
        cacheRead: 11,
        cacheWrite: 3,
        ...(at === 5 && index === 20 && { throttled: true }),
        ...(at === 3 && index === 9 && { unlogged: true }),
      }),
    ),
  );
  const { account } = accountOf(requests, { start });
  account.bedrock.profiles.push(applicationProfile("app1"));
  return reportBy(account, { by: "caller" }, hour);
}

describe("who called, in every output", function () {
  this.timeout(60_000);
  let document: UsageDocument;
  let callers: TargetCallers;

  before(async () => {
    document = await exampleDocument();
    callers = document.targets[0]!.callers!;
  });

  /** A row as the terminal and Markdown have it. */
  const cells = (row: CallerUsage): string[] => [
    row.name,
    shareText(row.share),
    shareText(row.shareAtPeak),
    shareText(row.shareWhileThrottled),
    whole(row.requests),
    whole(row.throttled),
    whole(row.errors),
    short(row.inputTokens),
    short(row.outputTokens),
    `${short(row.cacheReadTokens)}/${short(row.cacheWriteTokens)}`,
    short(row.consumption),
  ];

  it("the JSON has every caller, and tables those that matter, the others together: both add up to 100", () => {
    assert.equal(callers.rows.length, 31);
    const shown = shownCallers(callers);
    assert.deepEqual([shown.length, shown.at(-2)?.name, shown.at(-1)?.name], [21, "11 others", "not in the logs"]);
    for (const rows of [callers.rows, shown]) {
      for (const which of ["share", "shareAtPeak", "shareWhileThrottled"] as const) {
        const sum = rows.reduce((total, row) => total + row[which]!, 0);
        assert.ok(Math.abs(sum - 100) < 1e-6, `${which} ${sum}`);
      }
    }
    const [all, some] = [callers.rows, shown].map((rows) => rows.reduce((sum, { requests }) => sum + requests, 0));
    assert.equal(all, some);
  });

  it("a table has the caller that filled the peak, however little it used else", () => {
    const little = { ...callers.rows[25]!, share: 0.001, shareAtPeak: 40, name: "the one" };
    const small = callers.rows.map((row) => (row === callers.rows[25] ? little : { ...row, shareAtPeak: 2 }));
    const shown = shownCallers({ ...callers, rows: small });
    assert.equal(shown.length, 21);
    assert.ok(shown.includes(little));
  });

  it("on a terminal", () => {
    const text = terminalReport(document, (_, line) => line);
    for (const row of shownCallers(callers)) {
      const line = text.split("\n").find((one) => one.startsWith(`${row.name}  `)) ?? assert.fail(row.name);
      assert.deepEqual(line.trim().split(/ {2,}/), cells(row));
    }
    assert.match(
      text,
      /By caller, from \/bedrock\/calls: 464 records, 1 query, 232 kB scanned, less than \$0\.0001; .*No prompts are read/,
    );
  });

  for (const width of [60, 80, 200]) {
    it(`on a terminal of ${width} columns`, () => {
      const lines = terminalReport(document, (_, line) => line, width).split("\n");
      const from = lines.findIndex((line) => line.includes("peak of tpm"));
      for (const line of lines.slice(from)) assert.ok(line.length <= width, line);
      for (const row of shownCallers(callers)) assert.ok(lines.some((line) => line.trim().startsWith(row.name)));
    });
  }

  it("as Markdown", () => {
    const text = markdownReport(document);
    assert.match(text, /^## Use by caller$/m);
    for (const row of shownCallers(callers)) {
      const line = `| ${cells(row).join(" | ").replace("pipes|and", "pipes\\|and")} |`;
      assert.ok(text.includes(line), line);
    }
  });

  it("as CSV, all of them", () => {
    const rows = (parse(csvReport([document]), { columns: true }) as Record<string, string>[]).filter(
      ({ measure }) => measure === "by caller",
    );
    assert.deepEqual(
      rows.map((row) => [
        row["model_id"],
        row["caller"],
        row["caller_kind"],
        ...[row["requests"], row["throttled"], row["errors"], row["input_tokens"], row["output_tokens"]].map(Number),
        ...[row["cache_read_tokens"], row["cache_write_tokens"], row["consumption"]].map(Number),
        ...[row["share"], row["share_at_peak"], row["share_while_throttled"]].map(Number),
      ]),
      callers.rows.map((row) => [
        document.targets[0]!.modelId,
        row.value ?? row.name,
        row.kind,
        ...[row.requests, row.throttled, row.errors, row.inputTokens, row.outputTokens],
        ...[row.cacheReadTokens, row.cacheWriteTokens, row.consumption],
        ...[row.share, row.shareAtPeak, row.shareWhileThrottled],
      ]),
    );
  });

  it("has no such column where nobody asked", () => {
    const { callers: _, ...without } = document;
    assert.doesNotMatch(csvReport([without]).split("\n")[0]!, /caller/);
  });

  it("on the page, wide and narrow", async function () {
    const browser = await startChromium(this);
    const folder = await mkdtemp(join(tmpdir(), "headroom-callers-"));
    try {
      const file = join(folder, "usage.html");
      await writeFile(file, await usagePage(document));
      for (const width of [1440, 390]) {
        const opened = await openPage(browser, pathToFileURL(file).href, { viewport: { width, height: 900 } });
        const lines = opened.page.locator(".callers-table tbody tr");
        assert.equal(await lines.count(), 21);
        for (const [index, row] of shownCallers(callers).entries()) {
          const shown = await lines.nth(index).locator("td").allTextContents();
          const share = (value: number | null) => `${amount(Math.round(value! * 10) / 10)} %`;
          assert.deepEqual(
            shown.slice(0, 4),
            [share(row.share), share(row.shareAtPeak), share(row.shareWhileThrottled), amount(row.requests)].map(
              (text, at) => (at < 3 && shown[at] === "< 0.1 %" ? "< 0.1 %" : text),
            ),
          );
          assert.equal(shown.at(-1), amount(row.consumption!));
          assert.ok((await lines.nth(index).locator("th").textContent())?.startsWith(row.name));
        }
        assert.ok(await opened.page.getByText("No prompts are read").count());
        assert.deepEqual(opened.troubles, []);
        // Two shares at least stand beside the names, also on a phone.
        const second = await lines.first().locator("td").nth(1).boundingBox();
        assert.ok(second && second.x + second.width <= width);
        // The table scrolls in its own frame: the page is no wider than the window.
        assert.ok(await opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"));
        await opened.close();
      }
    } finally {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});
