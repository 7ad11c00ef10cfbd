import { buildPage } from "../build-page.ts";
import { type BacktestPageInput, pageDataOf } from "./data.ts";

/** A backtest's page: one file, to be opened from anywhere. */
export function backtestPage(input: BacktestPageInput): Promise<string> {
  const { data, later } = pageDataOf(input);
  return buildPage({
    title: `Backtest of stack ${data.stack}`,
    page: "backtest",
    data,
    later,
    noScript: "This page draws its charts with JavaScript, all of which is in this file: allow it to run.",
  });
}
