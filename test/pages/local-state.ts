import { trafficChoices } from "../../local/traffic.ts";
import type { LocalState, LocalTarget, TrafficName } from "../../pages/local/data.ts";

const first = Date.UTC(2027, 0, 15, 8) / 1000;
const names = [
  "Claude Haiku 4.5 (cross-region)",
  "Claude Opus 5 (global)",
  "Claude Sonnet 5 (cross-region)",
  "Llama 4 Maverick 17B Instruct (cross-region)",
  "Nova Pro (on-demand)",
];

/** A state as `npm run local` sends it: the second target is over both of its thresholds, the last one is idle. */
export const localState = (minutes = 20): LocalState => ({
  stack: "us-east-1",
  region: "us-east-1",
  phase: "Running: every minute of traffic takes a minute.",
  choices: Object.entries(trafficChoices).map(([name, { label, about }]) => ({
    name: name as TrafficName,
    label,
    about,
  })),
  traffic: "runaway",
  trafficMinutes: minutes,
  minutes: Array.from({ length: minutes }, (_minute, at) => first + at * 60),
  targets: names.map((name, index): LocalTarget => {
    const over = index === 1;
    const idle = index === names.length - 1;
    return {
      name,
      use: Array.from({ length: minutes }, (_minute, at) => (idle ? null : over ? 30 + at * 5 : 12 + index * 8)),
      kind: index % 2 === 0 ? "tokens per minute" : "requests per minute",
      thresholds: [
        { severity: "warning", percent: 70 },
        { severity: "critical", percent: 90 },
      ],
      inAlarm: over ? ["warning", "critical"] : [],
    };
  }),
  alarms: ["critical", "warning"].map((severity, index) => ({
    time: new Date((first + (9 - index) * 60) * 1000).toISOString(),
    name: `${severity}: Claude Opus 5 global at ${90 - index * 20}% of requests/min (bedrock-headroom/us-east-1)`,
    from: "OK",
    to: index === 0 ? "ALARM" : "OK",
    reason: "Threshold Crossed: 1 out of the last 60 datapoints [92.0] was greater than or equal to the threshold.",
  })),
  messages: [
    {
      time: new Date((first + 9 * 60) * 1000).toISOString(),
      topic: "bedrock-headroom-us-east-1-critical",
      subject:
        'ALARM: "critical: Claude Opus 5 global at 90% of requests/min (bedrock-headr..." in US East (N. Virginia)',
      text: "Claude Opus 5 (global)\n\n**Do first**: see who calls it, in a link https://example.com/a-page.",
    },
  ],
});
