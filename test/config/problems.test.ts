import assert from "node:assert/strict";
import { ConfigError } from "../../stacks/config.ts";
import { readStackFile } from "../../stacks/read-stack-file.ts";
import { matchesGolden } from "../golden.ts";
import { badConfigs } from "./bad-configs.ts";
import { read } from "./fixture-registry.ts";

const reportOf = async (yaml: string, stack: string): Promise<ConfigError> => {
  const error = await Promise.resolve()
    .then(() => readStackFile(stack, yaml))
    .then((config) => read({}, config))
    .then(
      ({ settings }) => assert.fail(`accepted: ${settings.targets.length} targets`),
      (thrown: unknown) => thrown,
    );
  assert.ok(error instanceof ConfigError, String(error));
  return error;
};

describe("a config that can't be used", () => {
  it("gets a report of everything that is wrong, where, and what to do", async () => {
    const sections: string[] = [];
    for (const { title, yaml, stack = "tokyo" } of badConfigs) {
      const { message } = await reportOf(yaml, stack);
      sections.push(`## ${title}\n\n\`\`\`yaml\n${yaml}\`\`\`\n\n\`\`\`\n${message}\n\`\`\`\n`);
    }
    const intro = "Stack files that can't be used, and what is said about each.\n\n";
    matchesGolden(intro + sections.join("\n"), new URL("golden/problems.md", import.meta.url));
  });

  it("tells every problem as data too, each with a path, what was found, a message and a fix", async () => {
    const { problems, message } = await reportOf(badConfigs.map(({ yaml }) => yaml)[8] ?? "", "tokyo");
    assert.ok(problems.length >= 10);
    for (const problem of problems) {
      for (const part of [problem.path, problem.found, problem.message, problem.fix]) {
        assert.notEqual(part, "");
        assert.ok(message.includes(part), `the report leaves out ${part}`);
      }
    }
  });

  it("is plain text: no colours, no control characters, no stack trace", async () => {
    for (const { yaml, stack = "tokyo" } of badConfigs) {
      const { message } = await reportOf(yaml, stack);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      assert.doesNotMatch(message, /[\u0000-\u0009\u000b-\u001f]| at .*\.ts:\d+/);
    }
  });

  it("never lets control characters of the file into the terminal", async () => {
    const yaml = ["config:", '  aws:region: "\\e[31m"', '  "bedrock-headroom:b\\e[2J": "\\u009b2J\\u202e"', ""].join(
      "\n",
    );
    const { message } = await reportOf(yaml, "tokyo");
    assert.match(message, /\\u001b\[31m/);
    assert.match(message, /\\u009b2J\\u202e/);
    assert.doesNotMatch(message.replaceAll("\n", ""), /[\p{Cc}\p{Bidi_Control}]/u);
  });
});
