import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PlannedDashboard } from "../monitoring/plan-types.ts";

export interface QuotaDashboardArgs {
  readonly region: string;
  /** the first is the overview; further ones carry what does not fit on it */
  readonly dashboards: readonly PlannedDashboard[];
}

/** The stack's dashboards in CloudWatch. Their names are global in an account, so the plan puts the Region into them. */
export class QuotaDashboard extends pulumi.ComponentResource {
  /** in the order of the arguments */
  readonly dashboards: readonly aws.cloudwatch.Dashboard[];

  constructor(name: string, args: QuotaDashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:QuotaDashboard", name, {}, opts);
    this.dashboards = args.dashboards.map(
      ({ name: dashboardName, body }) =>
        new aws.cloudwatch.Dashboard(
          `${name}-${dashboardName}`,
          { dashboardName, dashboardBody: body, region: args.region },
          // Dashboards are global in an account: a stack that moves to another Region with a name of its own would make
          // the new one over the old one, and then delete it. So the old one goes first.
          { parent: this, deleteBeforeReplace: true },
        ),
    );
    this.registerOutputs({ dashboardArns: this.dashboards.map(({ dashboardArn }) => dashboardArn) });
  }
}
