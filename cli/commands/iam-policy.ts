import { Argument, type Command } from "commander";
import { quietHeadroom } from "../../words/commands.ts";
import { doctorPolicy } from "../doctor/permissions.ts";
import { forecastPolicy } from "../forecast/permissions.ts";
import { increasePolicy } from "../increase/permissions.ts";
import { planPolicy } from "../plan-live/permissions.ts";
import { probePolicy } from "../probe/permissions.ts";
import { reservationPolicy } from "../reservation/permissions.ts";
import { testAlertPolicy } from "../test-alert/permissions.ts";
import { usagePolicy, usageWithoutLogsPolicy } from "../usage/permissions.ts";

const examples = `
Examples:
  $ ${quietHeadroom} iam-policy usage > policy.json
  $ aws iam create-policy --policy-name bedrock-headroom-usage --policy-document file://policy.json`;

const policies: Readonly<Record<string, () => object>> = {
  advise: usagePolicy,
  backtest: forecastPolicy,
  diagnose: usageWithoutLogsPolicy,
  increase: increasePolicy,
  doctor: doctorPolicy,
  forecast: forecastPolicy,
  probe: probePolicy,
  usage: usagePolicy,
  quotas: usagePolicy,
  init: usagePolicy,
  top: usagePolicy,
  plan: planPolicy,
  reservation: reservationPolicy,
  "test-alert": testAlertPolicy,
};

export function register(command: Command): void {
  command
    .addArgument(
      new Argument(
        "<command>",
        "usage, advise, quotas, init and top need the same; plan needs one with --live, reservation for logs in S3",
      ).choices(Object.keys(policies)),
    )
    .addHelpText("after", examples)
    .action((name: string) => console.log(JSON.stringify(policies[name]?.(), null, 2)));
}
