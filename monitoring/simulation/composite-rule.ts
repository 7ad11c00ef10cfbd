import { ExpressionError } from "../metric-math/expression-error.ts";
import type { AlarmState } from "./alarm-state.ts";

/** The rule of a composite alarm, read. AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm, "AlarmRule" */
export type CompositeRule =
  | { kind: "state"; state: AlarmState; alarm: string }
  | { kind: "constant"; value: boolean }
  | { kind: "not"; of: CompositeRule }
  | { kind: "and" | "or"; of: readonly CompositeRule[] };

/** A name in quotes, a bracket, or a word up to the next space or bracket. */
const token = /"((?:\\.|[^"\\])*)"|[()]|[^\s()"]+/g;

/**
 * Reads an AlarmRule: ALARM, OK and INSUFFICIENT_DATA of an alarm's name or ARN (quotes are optional), TRUE, FALSE,
 * AND, OR, NOT and brackets. Undocumented: NOT binds tighter than AND, AND tighter than OR; words may be in lower case.
 * @throws ExpressionError saying what was expected
 */
export function parseRule(text: string): CompositeRule {
  const tokens = [...text.matchAll(token)];
  let next = 0;
  const word = (): string => tokens[next]?.[0].toUpperCase() ?? "";
  const refuse = (expected: string): never => {
    const found = tokens[next]?.[0];
    throw new ExpressionError(
      `The rule "${text}" needs ${expected}${found ? ` in place of ${found}` : " at its end"}.`,
    );
  };
  const expect = (mark: string): void => {
    if (word() !== mark) refuse(`"${mark}"`);
    next++;
  };

  const joined = (kind: "and" | "or", operand: () => CompositeRule): CompositeRule => {
    const of = [operand()];
    while (word() === kind.toUpperCase()) {
      next++;
      of.push(operand());
    }
    return of.length === 1 ? of[0]! : { kind, of };
  };
  const anyOf = (): CompositeRule => joined("or", allOf);
  const allOf = (): CompositeRule => joined("and", term);

  const term = (): CompositeRule => {
    const start = word();
    next++;
    switch (start) {
      case "NOT":
        return { kind: "not", of: term() };
      case "TRUE":
      case "FALSE":
        return { kind: "constant", value: start === "TRUE" };
      case "(": {
        const inner = anyOf();
        expect(")");
        return inner;
      }
      case "ALARM":
      case "OK":
      case "INSUFFICIENT_DATA": {
        expect("(");
        const alarm = nameAt();
        expect(")");
        return { kind: "state", state: start, alarm };
      }
    }
    next--;
    return refuse("ALARM(…), OK(…), INSUFFICIENT_DATA(…), TRUE, FALSE, NOT or a bracket");
  };

  const nameAt = (): string => {
    const found = tokens[next];
    if (!found || found[0] === "(" || found[0] === ")") return refuse("an alarm's name");
    next++;
    const quoted = found[1];
    const name = quoted === undefined ? found[0] : quoted.replace(/\\(.)/g, "$1");
    return name.replace(/^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:/, "");
  };

  const rule = anyOf();
  if (next < tokens.length) refuse("AND, OR or its end");
  return rule;
}

/** The alarms a rule names, each once. */
export function childrenOf(rule: CompositeRule): string[] {
  switch (rule.kind) {
    case "state":
      return [rule.alarm];
    case "constant":
      return [];
    case "not":
      return childrenOf(rule.of);
    default:
      return [...new Set(rule.of.flatMap(childrenOf))];
  }
}

/**
 * Whether a rule holds; undefined where that hangs on an alarm whose state can't be told.
 * @param stateOf undefined for an alarm whose state can't be told
 */
export function holds(rule: CompositeRule, stateOf: (alarm: string) => AlarmState | undefined): boolean | undefined {
  switch (rule.kind) {
    case "state": {
      const state = stateOf(rule.alarm);
      return state && state === rule.state;
    }
    case "constant":
      return rule.value;
    case "not": {
      const inner = holds(rule.of, stateOf);
      return inner === undefined ? undefined : !inner;
    }
    default: {
      const settles = rule.kind === "or";
      let unsure = false;
      for (const part of rule.of) {
        const value = holds(part, stateOf);
        if (value === settles) return settles;
        unsure ||= value === undefined;
      }
      return unsure ? undefined : !settles;
    }
  }
}
