import fc from "fast-check";
import { parse } from "yaml";

/**
 * Parts of stack files of the fixture's Region that can be used, with every key of the config somewhere. Small, as most
 * of the time goes into reading YAML.
 */
const parts: readonly string[] = [
  "models: all",
  `models:
    - anthropic.claude-opus-5
    - model: amazon.nova-micro-v1:0
      scopes: [on-demand]
      thresholds: { warning: 60, critical: off }`,
  `models: [{ model: amazon.nova-micro-v1:0, applicationProfiles: { on-demand: [abcd1234efgh] }, serverErrorRate: 5 }]
  bedrock-headroom:thresholds: { warning: 70, critical: 90 }`,
  `models: [{ model: global.openai.gpt-6-sol, consumption: formula, burndown: 3, latencyAnomaly: true }]
  bedrock-headroom:evaluation: { datapoints: 3, of: 5 }`,
  `models: [{ model: "anthropic.*", alarms: false, evaluation: { datapoints: 1, of: 2 } }]
  bedrock-headroom:alerts: { email: [a@example.com], notify: composite }`,
  `models: [openai.gpt-6-luna]
  bedrock-headroom:alerts:
    topics: { critical: ["arn:aws:sns:ap-northeast-1:123456789012:on-call"] }
    slack: { workspaceId: T0123456789, channelId: C0123456789 }`,
  `models: [amazon.nova-micro-v1:0]
  bedrock-headroom:publisher: { refreshMinutes: 5, vpc: { create: true, cidr: 10.20.0.0/24, zones: 2 } }
  bedrock-headroom:tags: { team: ml, cost-centre: "1234" }`,
  `models: [{ model: openai.gpt-6-luna, scopes: [global], quotas: { tpm: L-12345678 } }]
  bedrock-headroom:dashboard: { name: use }
  bedrock-headroom:registry: ap-northeast-1`,
  `models: [amazon.nova-micro-v1:0]
  bedrock-headroom:iam:
    permissionsBoundary: arn:aws:iam::123456789012:policy/workload-boundary
    path: /platform/
    namePrefix: app-`,
];
const valid = parts.map((part) => `config:\n  aws:region: ap-northeast-1\n  bedrock-headroom:${part}\n`);

/** Words that every object answers to, and others that mean something somewhere. */
const oddKeys: readonly string[] = ["constructor", "__proto__", "toString", "then", "secure", "<<", "off"];
const oddWords: readonly unknown[] = [
  ..."constructor __proto__ toString valueOf then secure off yes all * ** 70% 1e999 L-12345678 <<".split(" "),
  ...[
    "",
    " ",
    "\u0000",
    "\u001b[2J",
    "\u202e",
    "\ud800",
    "\ufeff",
    "a".repeat(3000),
    "[".repeat(1500),
    '{"a":1,"a":2}',
  ],
  ...[null, true, false, 0, -0, -1, 0.1, 1e300, 101, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY],
  ...[[], {}, [[]], [null], { secure: "v1:AAAA" }, JSON.parse('{ "__proto__": { "a": 1 }, "constructor": 1 }')],
  JSON.parse(`${"[".repeat(60)}${"]".repeat(60)}`),
];
const oddText: readonly string[] = [
  ..."[ ] { } : , - ? & * ! | > ' \" % @ ` # ~ << &a *a !!set !!binary --- ... \t \r \0 \u001b \ufeff".split(" "),
  ..."0x10 012 1e999 .nan .inf 2026-11-25 1_000 ] }".split(" "),
  ...["\n", "\n  ", "bedrock-headrom:x: 1\n", "  bedrock-headroom:config:models: all\n", "[".repeat(1200)],
];

/** A number from 0 up to a limit, for each question that a mutation asks. */
type Pick = (limit: number) => number;

/** Changes one part of the file's tree: removes, doubles, swaps or renames it, or puts something odd in its place. */
function changeTree(root: Tree, pick: Pick): void {
  const places: { holder: Record<string, unknown>; key: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const key of Object.keys(value)) {
      places.push({ holder: value as Record<string, unknown>, key });
      walk((value as Record<string, unknown>)[key]);
    }
  };
  walk(root.config);
  const place = places[pick(places.length)];
  const other = places[pick(places.length)];
  if (!place || !other) return;
  const { holder, key } = place;
  const odd = oddWords[pick(oddWords.length)];
  const ways: (() => void)[] = [
    () => delete holder[key],
    () => (holder[key] = structuredClone(other.holder[other.key])),
    () =>
      ([holder[key], other.holder[other.key]] = [
        structuredClone(other.holder[other.key]),
        structuredClone(holder[key]),
      ]),
    () => (holder[key] = structuredClone(odd)),
    () => (holder[key] = [holder[key], odd]),
    () => {
      const value = holder[key];
      delete holder[key];
      add(holder, oddKeys[pick(oddKeys.length)] ?? "", value);
    },
    () => add(holder, slip(key, pick), holder[key]),
    () => (holder[key] = typeof holder[key] === "string" ? slip(holder[key], pick) : holder[key]),
  ];
  ways[pick(ways.length)]?.();
}

interface Tree {
  config: Record<string, unknown>;
}

/** The tree as YAML, a key a line. Far faster than a YAML library's writer, which has most of the test's time else. */
const written = ({ config }: Tree): string =>
  `config:\n${Object.entries(config)
    .map(([key, value]) => `  ${/^[a-z:-]+$/.test(key) ? key : JSON.stringify(key)}: ${flow(value)}\n`)
    .join("")}`;

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "number" && !Number.isFinite(value)) return Number.isNaN(value) ? ".nan" : ".inf";
  if (typeof value === "string") return /^[a-z][\w.*-]*$/i.test(value) ? value : JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}: ${flow(item)}`)
    .join(", ")} }`;
}

/** Adds to a map or list; an assignment would set the prototype of a map where the key is __proto__. */
function add(holder: Record<string, unknown> | unknown[], key: string, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value);
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A key or a word with one slip of the finger. */
function slip(word: string, pick: Pick): string {
  const at = pick(word.length);
  const ways = [word.slice(0, at) + word.slice(at + 1), `${word.slice(0, at)}x${word.slice(at)}`, word.toUpperCase()];
  return ways[pick(ways.length)] ?? word;
}

/** Changes the file's text: removes, doubles or moves a part of it, or puts something odd into it. */
function changeText(text: string, pick: Pick): string {
  const from = pick(text.length + 1);
  const to = Math.min(text.length, from + pick(40));
  const odd = oddText[pick(oddText.length)] ?? "";
  const lines = text.split("\n");
  const line = pick(lines.length);
  const ways = [
    () => text.slice(0, from) + text.slice(to),
    () => text.slice(0, to) + text.slice(from),
    () => text.slice(0, from) + odd + text.slice(from),
    () => text.slice(0, from) + odd + text.slice(to),
    () => lines.toSpliced(line, 0, lines[pick(lines.length)] ?? "").join("\n"),
    () => lines.toSpliced(line, 1).join("\n"),
    () => text.slice(0, from) + String.fromCharCode(pick(0x10000)) + text.slice(from + 1),
  ];
  return ways[pick(ways.length)]?.() ?? text;
}

const trees = valid.map((text) => parse(text) as Tree);

/** Valid stack files with one or two changes each, of the tree or of the text. */
export const mutatedStackFiles: fc.Arbitrary<string> = fc
  .record({
    file: fc.nat(valid.length - 1),
    inTree: fc.boolean(),
    changes: fc.integer({ min: 1, max: 2 }),
    // Each change asks up to seven questions.
    answers: fc.array(fc.nat(), { minLength: 14, maxLength: 14, size: "max" }),
  })
  .map(({ file, inTree, changes, answers }) => {
    let next = 0;
    const pick: Pick = (limit) => (limit > 0 ? (answers[next++ % answers.length] ?? 0) % limit : 0);
    const text = valid[file] ?? "";
    if (!inTree) return changes > 1 ? changeText(changeText(text, pick), pick) : changeText(text, pick);
    const tree = structuredClone(trees[file]!);
    for (let change = 0; change < changes; change += 1) changeTree(tree, pick);
    return written(tree);
  });
