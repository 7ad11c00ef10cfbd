import type { LocalState } from "../../pages/local/data.ts";

/** What the local page shows after an hour: use at every height, long names, alarms and messages. */
export const exampleLocalState = (): LocalState => {
  const end = Date.UTC(2026, 0, 5, 12) / 1000;
  const minutes = Array.from({ length: 60 }, (_minute, at) => end - (59 - at) * 60);
  const names = [
    "Claude Sonnet 5 (cross-region)",
    "Claude Sonnet 5 (global)",
    "Claude Opus 4.8 (cross-region)",
    "Llama 4 Maverick 17B Instruct (cross-region)",
    "Nova 2 Multimodal Embeddings (on-demand)",
    "Claude Haiku 4.5 (mantle)",
  ];
  return {
    stack: "us-east-1",
    region: "us-east-1",
    phase: "up: the function runs every minute",
    choices: [
      { name: "calm", label: "Calm", about: "a third of every quota" },
      { name: "burst", label: "Burst", about: "eight minutes at 95 % of every quota" },
      { name: "runaway", label: "Runaway", about: "from 20 % to 150 % of every quota" },
      { name: "quota-lowered", label: "Quota lowered", about: "the quota of the first target is halved" },
    ],
    traffic: "burst",
    trafficMinutes: 12,
    minutes,
    targets: names.map((name, index) => ({
      name,
      use: minutes.map((_minute, at) => (at % 7 === 6 && index === 3 ? null : 30 + index * 15 + (at > 40 ? 20 : 0))),
      kind: index === 5 ? "input TPM" : "TPM",
      thresholds: [
        { severity: "warning", percent: 70 },
        { severity: "critical", percent: 90 },
      ],
      inAlarm: index < 2 ? [] : index < 4 ? ["warning"] : ["warning", "critical"],
    })),
    alarms: [
      {
        time: new Date(end * 1000).toISOString(),
        name: "critical: Nova 2 Multimodal Embeddings on-demand at 90% of tokens/min (bedrock-headroom/us-east-1)",
        from: "OK",
        to: "ALARM",
        reason:
          "Threshold Crossed: 1 datapoint [110.0 (05/01/26 11:59:00)] was greater than or equal to the threshold (90.0).",
      },
      {
        time: new Date((end - 600) * 1000).toISOString(),
        name: "warning: Claude Sonnet 5 global at 70% of tokens/min (bedrock-headroom/us-east-1)",
        from: "ALARM",
        to: "OK",
        reason: "Threshold Crossed: no datapoints were received for 60 periods.",
      },
    ],
    messages: [
      {
        time: new Date(end * 1000).toISOString(),
        topic: "bedrock-headroom-us-east-1-critical",
        subject:
          'ALARM: "critical: Nova 2 Multimodal Embeddings on-demand at 90% of tokens/min" in US East (N. Virginia)',
        text: "You are receiving this email because your Amazon CloudWatch Alarm has entered the ALARM state.\n\n- **State**: ALARM\n- https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#alarmsV2:alarm/critical%3A%20Nova",
      },
    ],
  };
};
