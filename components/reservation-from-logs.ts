import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { invocationLogRoleName } from "../monitoring/names.ts";
import type { PlannedLogFilters, PlannedLogs } from "../monitoring/plan-types.ts";
import type { IamSettings, InvocationLogging } from "../monitoring/settings.ts";
import { serviceRole } from "./service-role.ts";
import type { Place } from "./topic-policies.ts";

export interface ReservationFromLogsArgs {
  /** part of the names of everything here */
  readonly stack: string;
  readonly iam?: IamSettings;
  readonly place: Place;
  readonly logs: PlannedLogs;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Metric filters on the model invocation log that publish what requests reserve, for every model. Where the settings
 * ask for it, the logging itself too: one configuration for the whole Region, which stores prompts and answers.
 */
export class ReservationFromLogs extends pulumi.ComponentResource {
  readonly filterNames: readonly pulumi.Output<string>[];

  constructor(name: string, args: ReservationFromLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bedrock-headroom:index:ReservationFromLogs", name, {}, opts);
    const { groups, logging } = args.logs;
    const logGroup = logging && this.#enableLogging(name, logging, args);
    this.filterNames = groups.flatMap((group) => this.#filters(name, group, args.place.region, logGroup));
    this.registerOutputs({ filterNames: this.filterNames });
  }

  #filters(
    name: string,
    { logGroup, namespace, filters }: PlannedLogFilters,
    region: string,
    made: aws.cloudwatch.LogGroup | undefined,
  ): pulumi.Output<string>[] {
    return filters.map(
      (filter) =>
        new aws.cloudwatch.LogMetricFilter(
          `${name}-${logGroup}-${filter.name}`,
          {
            name: filter.name,
            logGroupName: logGroup,
            pattern: filter.pattern,
            metricTransformation: {
              name: filter.metric,
              namespace,
              value: filter.value,
              dimensions: filter.dimensions,
              unit: "Count",
            },
            region,
          },
          { parent: this, ...(made && { dependsOn: [made] }) },
        ).name,
    );
  }

  /** The log group, the role that Bedrock writes it with, and the Region's configuration. */
  #enableLogging(
    name: string,
    { logGroup, retentionDays }: InvocationLogging,
    { stack, iam, place, tags }: ReservationFromLogsArgs,
  ): aws.cloudwatch.LogGroup {
    const { partition, region, accountId } = place;
    const parent = { parent: this };
    const group = new aws.cloudwatch.LogGroup(
      name,
      { name: logGroup, retentionInDays: retentionDays, region, tags },
      parent,
    );
    const { role, permissions } = serviceRole(this, name, {
      roleName: invocationLogRoleName(stack, iam?.namePrefix),
      iam,
      service: "bedrock",
      // bedrock/latest/userguide/model-invocation-logging, "Set up an Amazon CloudWatch Logs destination": the role's
      // trust names the account and Bedrock there, and its one permission is this log stream.
      condition: {
        StringEquals: { "aws:SourceAccount": accountId },
        ArnLike: { "aws:SourceArn": `arn:${partition}:bedrock:${region}:${accountId}:*` },
      },
      statements: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
          Resource: pulumi.interpolate`${group.arn}:log-stream:aws/bedrock/modelinvocations`,
        },
      ],
      tags,
    });
    new aws.bedrockmodel.InvocationLoggingConfiguration(
      name,
      {
        loggingConfig: {
          cloudwatchConfig: { logGroupName: group.name, roleArn: role.arn },
          // The text of requests is what names max_tokens; nothing else is asked for.
          textDataDeliveryEnabled: true,
          imageDataDeliveryEnabled: false,
          embeddingDataDeliveryEnabled: false,
          videoDataDeliveryEnabled: false,
        },
        region,
      },
      // Bedrock tries the role when it is told of it.
      { parent: this, dependsOn: [permissions] },
    );
    return group;
  }
}
