import { InvalidArgumentError } from "commander";

/** --thresholds: percentages by severity, e.g. warning=60,critical=85. */
export function readThresholds(text: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const part of text.split(",")) {
    const [, name, value] = /^\s*([\w-]+)\s*=\s*(\d+(?:\.\d+)?)\s*%?\s*$/.exec(part) ?? [];
    if (name === undefined || !(Number(value) > 0))
      throw new InvalidArgumentError("It must be severities and percentages, such as warning=60,critical=85.");
    if (Object.hasOwn(found, name)) throw new InvalidArgumentError(`It names ${name} twice.`);
    found[name] = Number(value);
  }
  return found;
}
