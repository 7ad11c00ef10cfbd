import assert from "node:assert/strict";
import { cloudFormationTemplate, type Template } from "../../cli/export/cloudformation/template.ts";
import type { StackExport } from "../../cli/export/stack-export.ts";
import { type TerraformConfiguration, terraformConfiguration } from "../../cli/export/terraform/configuration.ts";
import { topicName } from "../../monitoring/names.ts";
import { placeholderAccount } from "../../monitoring/plan.ts";
import type {
  MetricDataQuery,
  PlannedAction,
  PlannedAlarm,
  PlannedCompositeAlarm,
} from "../../monitoring/plan-types.ts";
import { sampleExport } from "./exported.ts";
import { byAddressIn, byNameIn, resolveTemplate, resolveTerraform } from "./resolved.ts";

type Fields = Record<string, unknown>;

/** With what is a set, and no list, in one order: tags, and a metric's dimensions. */
const sets = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (key, one) =>
    key === "Tags" || key === "Dimensions"
      ? (one as Fields[]).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
      : one,
  );

/** A planned alarm as PutMetricAlarm and PutCompositeAlarm would take it, with topics by what they are referred to. */
function asked(alarm: PlannedAlarm | PlannedCompositeAlarm, topic: (name: string) => string, stack: string): Fields {
  const { id: _id, ...fields } = alarm;
  const actions = (given: readonly PlannedAction[]) =>
    given.map((action) =>
      action.startsWith("arn:") ? action : topic(topicName(stack, action.slice("topic:".length))),
    );
  return JSON.parse(
    JSON.stringify({
      ...fields,
      AlarmActions: actions(alarm.AlarmActions),
      OKActions: actions(alarm.OKActions),
      ...("InsufficientDataActions" in alarm && {
        InsufficientDataActions: actions(alarm.InsufficientDataActions),
      }),
    }),
  );
}

const ofType = ({ Resources }: Template, type: string) =>
  Object.values(Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties] : []));
const byName = (all: readonly Fields[], name: string) => new Map(all.map((one) => [String(one[name]), one]));

/** A metric alarm of Terraform's, in the words of the API. Written from the provider's page of the resource. */
function fromTerraform(given: Fields): Fields {
  const pascal = (name: string) => name.replaceAll(/(?:^|_)([a-z])/g, (_all, letter: string) => letter.toUpperCase());
  const query = (one: Fields) => {
    const { metric, ...rest } = one as { metric?: Fields };
    return {
      ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [pascal(name), value])),
      ...(metric && {
        MetricStat: {
          Metric: {
            Namespace: metric["namespace"],
            MetricName: metric["metric_name"],
            Dimensions: Object.entries((metric["dimensions"] ?? {}) as Fields).map(([Name, Value]) => ({
              Name,
              Value,
            })),
          },
          Period: metric["period"],
          Stat: metric["stat"],
        },
      }),
    };
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]): [string, unknown][] => {
      if (name === "region" || name === "depends_on") return [];
      if (name === "ok_actions") return [["OKActions", value]];
      if (name === "metric_query") return [["Metrics", (value as Fields[]).map(query)]];
      if (name === "tags") return [["Tags", Object.entries(value as Fields).map(([Key, Value]) => ({ Key, Value }))]];
      if (name === "warm_up_configuration")
        return [
          ["WarmUpConfiguration", Object.fromEntries(Object.entries(value as Fields).map(([k, v]) => [pascal(k), v]))],
        ];
      return [[pascal(name), value]];
    }),
  );
}

for (const stack of ["us-east-1", "everything"])
  describe(`the CloudFormation template of ${stack}`, function () {
    this.timeout(60_000);
    let exported: StackExport;
    let template: Template;
    before(async () => {
      exported = await sampleExport(stack);
      template = cloudFormationTemplate(exported);
    });

    it("has the plan's alarms and no other, field by field", () => {
      const { alarms, compositeAlarms, stack: own } = exported.planned.plan;
      for (const [type, planned] of [
        ["AWS::CloudWatch::Alarm", alarms],
        ["AWS::CloudWatch::CompositeAlarm", compositeAlarms],
      ] as const) {
        const made = byName(ofType(template, type), "AlarmName");
        assert.equal(made.size, planned.length);
        for (const alarm of planned)
          assert.deepEqual(
            sets(resolveTemplate(made.get(alarm.AlarmName), byNameIn(template))),
            sets(asked(alarm, (name) => `<Ref of ${name}>`, own)),
          );
      }
    });

    it("has each expression byte for byte, as it stands", () => {
      const expressions = (queries: readonly MetricDataQuery[]) =>
        queries.flatMap((query) => ("Expression" in query ? [query.Expression] : []));
      const made = byName(ofType(template, "AWS::CloudWatch::Alarm"), "AlarmName");
      for (const alarm of exported.planned.plan.alarms)
        assert.deepEqual(
          expressions(made.get(alarm.AlarmName)?.["Metrics"] as MetricDataQuery[]),
          expressions(alarm.Metrics),
        );
    });

    it("has the plan's dashboards, byte for byte once the account is known", () => {
      const made = byName(ofType(template, "AWS::CloudWatch::Dashboard"), "DashboardName");
      for (const { name, body } of exported.planned.plan.dashboards) {
        assert.doesNotMatch(JSON.stringify(made.get(name)), new RegExp(placeholderAccount));
        assert.equal(
          resolveTemplate(made.get(name)?.["DashboardBody"], (id) =>
            id === "AWS::AccountId" ? placeholderAccount : id,
          ),
          body,
        );
      }
    });
  });

for (const stack of ["us-east-1", "us-west-2", "everything"])
  describe(`Terraform's configuration of ${stack}`, function () {
    this.timeout(60_000);
    let exported: StackExport;
    let configuration: TerraformConfiguration;
    before(async () => {
      exported = await sampleExport(stack);
      configuration = terraformConfiguration(exported);
    });
    const all = (type: string) => Object.values(configuration.resource[type] ?? {});

    it("has the plan's alarms and no other, field by field", () => {
      const { alarms, compositeAlarms, stack: own } = exported.planned.plan;
      for (const [type, planned] of [
        ["aws_cloudwatch_metric_alarm", alarms],
        ["aws_cloudwatch_composite_alarm", compositeAlarms],
      ] as const) {
        const made = byName(all(type), "alarm_name");
        assert.equal(made.size, planned.length);
        for (const alarm of planned)
          assert.deepEqual(
            sets(fromTerraform(resolveTerraform(made.get(alarm.AlarmName), byAddressIn(configuration)) as Fields)),
            sets(asked(alarm, (name) => `<arn of ${name}>`, own)),
          );
      }
    });

    it("has the plan's dashboards, byte for byte once the account is known", () => {
      const made = byName(all("aws_cloudwatch_dashboard"), "dashboard_name");
      for (const { name, body } of exported.planned.plan.dashboards)
        assert.equal(
          resolveTerraform(made.get(name)?.["dashboard_body"], (address) =>
            address === "data.aws_caller_identity.current.account_id" ? placeholderAccount : address,
          ),
          body,
        );
    });
  });
