import assert from "node:assert/strict";
import { awsPort } from "../../functions/notifier/aws-port.ts";
import { createNotifier, type NotifierHandler } from "../../functions/notifier/handler.ts";
import { alarms, type PretendAlarm, type PretendHistoryItem } from "../../local/servers/alarms.ts";
import { type AwsServer, accessDenied, startAwsServer, throttled } from "../../local/servers/aws-http.ts";
import { testCredentials } from "../../local/servers/credentials.ts";
import { type PretendMessage, sns } from "../../local/servers/sns.ts";
import { action, alarmName, at, created, firstState, okEvent, reasonData, stateUpdate } from "./events.ts";

const critical = "arn:aws:sns:us-east-1:123456789012:bedrock-headroom-us-east-1-critical";
const existing = "arn:aws:sns:us-east-1:123456789012:pager";

interface Logged {
  level: string;
  event: string;
  why?: string;
}

describe("the notifier", () => {
  let server: AwsServer;
  let account: PretendAlarm[];
  let history: PretendHistoryItem[];
  let messages: PretendMessage[];
  let logged: Logged[];
  let notify: NotifierHandler;

  beforeEach(async () => {
    account = [{ name: alarmName, state: "OK", alarmActions: [critical] }];
    history = [];
    messages = [];
    logged = [];
    server = await startAwsServer(alarms(account, history), sns(messages));
    notify = newEnvironment();
  });
  afterEach(() => server.close());

  function newEnvironment(): NotifierHandler {
    process.env["AWS_ACCESS_KEY_ID"] = testCredentials.accessKeyId;
    process.env["AWS_SECRET_ACCESS_KEY"] = testCredentials.secretAccessKey;
    return createNotifier({
      port: awsPort({ region: "us-east-1", endpoint: server.url }),
      log: () => (level, event, fields) => logged.push({ level, event, ...fields }),
    });
  }
  const run = (event: unknown) => notify(event, { awsRequestId: "request-1" });
  const onlyReason = () => {
    assert.equal(messages.length, 0);
    assert.equal(logged.length, 1);
    assert.deepEqual([logged[0]?.level, logged[0]?.event], ["INFO", "not-told"]);
    return logged[0]?.why;
  };

  it("tells the end of an ALARM on the topic that the ALARM went to, by one look at the alarm", async () => {
    await run(okEvent("ALARM", { data: reasonData([104.2, 97]), okData: reasonData([61.2, 104.2]) }));
    assert.deepEqual(
      messages.map(({ TopicArn, Subject }) => [TopicArn, Subject]),
      [[critical, "OK: critical: Claude Opus 5 cross-region at 90% of tokens/min (us-east-1)"]],
    );
    assert.deepEqual(
      server.calls.map(({ operation }) => operation),
      ["DescribeAlarms", "Publish"],
    );
  });

  it("tells the existing topics of the severity, too, and calls no action that is no topic", async () => {
    account[0] = { ...account[0]!, alarmActions: [critical, existing, "arn:aws:lambda:us-east-1:1:function:f"] };
    await run(okEvent("ALARM"));
    assert.deepEqual(messages.map(({ TopicArn }) => TopicArn).sort(), [critical, existing]);
  });

  it("tells the end of an ALARM that went to INSUFFICIENT_DATA before, with the ALARM's own beginning", async () => {
    history.push(
      stateUpdate(0, "INSUFFICIENT_DATA", "OK"),
      stateUpdate(10, "OK", "ALARM", "it was too much"),
      action(10),
      stateUpdate(18, "ALARM", "INSUFFICIENT_DATA"),
      stateUpdate(30, "INSUFFICIENT_DATA", "OK"),
    );
    await run(okEvent("INSUFFICIENT_DATA", { reason: "Insufficient Data: 5 datapoints were unknown." }));
    assert.equal(messages.length, 1);
    const text = JSON.parse(messages[0]!.Message).default as string;
    assert.match(text, /Over since 2026-11-25 18:30 UTC, after 20 minutes \(on since 2026-11-25 18:10 UTC\)/);
    assert.match(text, /It was on because: it was too much/);
    assert.match(text, /97\.3 when it went on/);
  });

  it("finds that ALARM behind a hundred and more entries", async () => {
    history.push(stateUpdate(1, "OK", "ALARM"));
    for (let i = 0; i < 130; i++) history.push(action(2));
    history.push(stateUpdate(3, "ALARM", "INSUFFICIENT_DATA"));
    for (let i = 0; i < 130; i++) history.push(action(4));
    await run(okEvent("INSUFFICIENT_DATA", { reason: "no data" }));
    assert.equal(messages.length, 1);
    assert.equal(server.count("DescribeAlarmHistory"), 3);
  });

  it("says nothing of a time without data that began in OK", async () => {
    history.push(stateUpdate(10, "OK", "INSUFFICIENT_DATA"), stateUpdate(30, "INSUFFICIENT_DATA", "OK"));
    await run(okEvent("INSUFFICIENT_DATA", { reason: "no data" }));
    assert.equal(onlyReason(), "no ALARM before it");
  });

  it("takes the OK's own entry for no past, where its time is a little earlier than the event's", async () => {
    const own = stateUpdate(30, "INSUFFICIENT_DATA", "OK");
    own.Timestamp = new Date(at(30).getTime() - 400);
    history.push(stateUpdate(5, "OK", "ALARM"), stateUpdate(18, "ALARM", "INSUFFICIENT_DATA"), own);
    await run(okEvent("INSUFFICIENT_DATA", { reason: "no data" }));
    assert.equal(messages.length, 1);
  });

  it("says nothing of 140 new alarms' first OK, and asks AWS nothing", async () => {
    await Promise.all(
      Array.from({ length: 140 }, (_, index) =>
        run(okEvent("INSUFFICIENT_DATA", { name: `${index} ${alarmName}`, reason: firstState })),
      ),
    );
    assert.equal(messages.length, 0);
    assert.equal(server.count(), 0);
    assert(logged.every(({ level, event }) => level === "INFO" && event === "not-told"));
  });

  it("says nothing of a new alarm's first OK either where the reason reads otherwise: its history decides", async () => {
    history.push(
      // An alarm of the same name, deleted while it was on.
      stateUpdate(1, "OK", "ALARM"),
      created(17),
      stateUpdate(30, "INSUFFICIENT_DATA", "OK"),
    );
    await run(okEvent("INSUFFICIENT_DATA", { reason: "Newly created" }));
    assert.equal(onlyReason(), "no ALARM before it");
  });

  it("says nothing where the ALARM was told to nobody", async () => {
    account[0] = { ...account[0]!, alarmActions: [] };
    await run(okEvent("ALARM"));
    assert.equal(onlyReason(), "it notifies nobody");
    logged.length = 0;
    account[0] = { ...account[0]!, alarmActions: [critical], actionsEnabled: false };
    await run(okEvent("ALARM"));
    assert.equal(onlyReason(), "its actions are off");
    logged.length = 0;
    account.length = 0;
    await run(okEvent("ALARM"));
    assert.equal(onlyReason(), "the alarm is gone");
  });

  it("tells of composite alarms, and leaves their children, which notify nobody, alone", async () => {
    account[0] = { ...account[0]!, rule: 'ALARM("a")' };
    await run(okEvent("ALARM"));
    const body = JSON.parse(JSON.parse(messages[0]!.Message).https);
    assert.equal(body.AlarmRule, 'ALARM("a")');
    assert(!("Trigger" in body));
  });

  it("never calms where the alarm is on again by the time of a late run, and does where it has not changed since", async () => {
    const more = (minute: number) => ({ StateTransitionedTimestamp: at(minute) });
    account[0] = { ...account[0]!, state: "ALARM", more: more(31) };
    await run(okEvent("ALARM"));
    assert.equal(onlyReason(), "it is on again");
    // DescribeAlarms that does not know of the OK yet.
    account[0] = { ...account[0]!, state: "ALARM", more: more(18) };
    await run(okEvent("ALARM"));
    assert.equal(messages.length, 1);
  });

  it("gets over being throttled", async () => {
    history.push(stateUpdate(10, "OK", "ALARM"), stateUpdate(18, "ALARM", "INSUFFICIENT_DATA"));
    server.fail("DescribeAlarmHistory", throttled("Throttling"), { times: 2 });
    server.fail("DescribeAlarms", throttled("Throttling"), { times: 2 });
    await run(okEvent("INSUFFICIENT_DATA", { reason: "no data" }));
    assert.equal(messages.length, 1);
  });

  it("fails where a topic could not be told, and tells that one alone when it runs again", async () => {
    account[0] = { ...account[0]!, alarmActions: [critical, existing] };
    server.fail("Publish", accessDenied("sns:Publish"), { times: 1, after: 1 });
    await assert.rejects(run(okEvent("ALARM")), /1 of 2 topics: .*AccessDenied/);
    assert.equal(messages.length, 1);
    await run(okEvent("ALARM"));
    assert.deepEqual(messages.map(({ TopicArn }) => TopicArn).sort(), [critical, existing]);
    // Another environment knows nothing of that: twice rather than never.
    notify = newEnvironment();
    await run(okEvent("ALARM"));
    assert.equal(messages.length, 4);
  });

  it("fails where it can't know, so that it is run again: never a silent loss", async () => {
    server.fail("DescribeAlarms", accessDenied("cloudwatch:DescribeAlarms"));
    await assert.rejects(run(okEvent("ALARM")), { name: "AccessDeniedException" });
    server.mend();
    server.fail("DescribeAlarmHistory", accessDenied("cloudwatch:DescribeAlarmHistory"));
    await assert.rejects(run(okEvent("INSUFFICIENT_DATA", { reason: "no data" })), { name: "AccessDeniedException" });
    await assert.rejects(run({ detail: {} }), /not a state change/);
  });
});
