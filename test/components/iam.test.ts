import assert from "node:assert/strict";
import { PlannedMonitor } from "../../components/planned-monitor.ts";
import type { IamSettings } from "../../monitoring/settings.ts";
import { type Registered, registeredBy } from "./recorder.ts";
import { testSettings } from "./settings.ts";

const permissionsBoundary = "arn:aws:iam::123456789012:policy/workload-boundary";

/** A stack with everything that has a role: both functions, the schedule, Slack, a VPC of its own. */
const create = (iam?: IamSettings) =>
  registeredBy(
    () =>
      new PlannedMonitor("monitor", {
        settings: testSettings({
          alerts: { notify: "each", email: [], topicArns: {}, slack: { workspaceId: "T1", channelId: "C1" } },
          publisher: {
            refreshMinutes: 15,
            horizonMinutes: 10,
            logRetentionDays: 30,
            vpc: { kind: "create", cidr: "10.20.0.0/24", zones: 1 },
          },
          ...(iam && { iam }),
        }),
        accountId: "123456789012",
        publisherBundle: "/index.mjs",
        notifierBundle: "/index.mjs",
      }),
  );

const ofType = (registered: readonly Registered[], type: string) =>
  registered.filter((one) => one.type === type).map(({ inputs }) => inputs);

describe("what a company's rules ask of the roles", () => {
  it("is on every role, and on the policy beside them", async () => {
    const registered = await create({ permissionsBoundary, path: "/platform/", namePrefix: "app-" });
    const roles = ofType(registered, "aws:iam/role:Role");
    assert.deepEqual(roles.map(({ name }) => name).toSorted(), [
      "app-bedrock-headroom-test-notifier",
      "app-bedrock-headroom-test-quota-publisher",
      "app-bedrock-headroom-test-scheduler",
      "app-bedrock-headroom-test-slack",
    ]);
    for (const role of roles)
      assert.deepEqual([role["path"], role["permissionsBoundary"]], ["/platform/", permissionsBoundary]);
    const [policy, ...others] = ofType(registered, "aws:iam/policy:Policy");
    assert.deepEqual(others, []);
    assert.deepEqual([policy?.["name"], policy?.["path"]], ["app-bedrock-headroom-test-slack", "/platform/"]);
  });

  it("is in the role ARNs that other policies name", async () => {
    const registered = await create({ path: "/platform/", namePrefix: "app-" });
    const policies = ofType(registered, "aws:ec2/vpcEndpoint:VpcEndpoint").flatMap(({ policy }) => policy ?? []);
    assert(policies.length > 0);
    for (const policy of policies)
      assert.deepEqual(JSON.parse(policy as string).Statement[0].Condition.ArnEquals["aws:PrincipalArn"], [
        "arn:aws:iam::123456789012:role/platform/app-bedrock-headroom-test-quota-publisher",
        "arn:aws:iam::123456789012:role/platform/app-bedrock-headroom-test-notifier",
      ]);
  });

  it("changes nothing where nothing is asked", async () => {
    const registered = await create();
    for (const role of ofType(registered, "aws:iam/role:Role")) {
      assert.equal("path" in role || "permissionsBoundary" in role, false);
      assert.match(role["name"] as string, /^bedrock-headroom-test-/);
    }
  });
});
