/**
 * What CloudWatch's filter patterns for JSON say of a record: the part of the language that the stack's filters use,
 * read from AWS's description of it (AmazonCloudWatch/latest/logs/matching-terms-json-log-events) and from nothing else.
 */
type Test = (record: unknown) => boolean;

/** @throws SyntaxError where the pattern is none, or uses more of the language than this knows */
export function filterPattern(pattern: string): Test {
  const inside = /^\{\s*(.*?)\s*\}$/s.exec(pattern)?.[1];
  if (inside === undefined) throw new SyntaxError(`not in braces: ${pattern}`);
  const tokens = inside.match(/\(|\)|&&|\|\||>=|=|"[^"]*"|\$[\w.[\]]+|NOT EXISTS|IS NULL|-?\d+|\S+/g) ?? [];
  let at = 0;
  const next = () => tokens[at++];
  function either(): Test {
    const parts = [both()];
    while (tokens[at] === "||") {
      at++;
      parts.push(both());
    }
    return (record) => parts.some((part) => part(record));
  }
  function both(): Test {
    const parts = [one()];
    while (tokens[at] === "&&") {
      at++;
      parts.push(one());
    }
    return (record) => parts.every((part) => part(record));
  }
  function one(): Test {
    if (tokens[at] === "(") {
      at++;
      const inner = either();
      if (next() !== ")") throw new SyntaxError("a parenthesis is open");
      return inner;
    }
    const selector = next() ?? "";
    if (!selector.startsWith("$.")) throw new SyntaxError(`no selector: ${selector}`);
    const operator = next();
    if (operator === "NOT EXISTS") return (record) => selected(record, selector) === undefined;
    if (operator === "IS NULL") return (record) => selected(record, selector) === null;
    const value = next();
    if (operator === ">=" && value !== undefined && /^-?\d+$/.test(value))
      return (record) => {
        const found = selected(record, selector);
        return typeof found === "number" && found >= Number(value);
      };
    // A list or an object is never equal to a text, not even to any text.
    if (operator === "=" && value === '"*"') return (record) => typeof selected(record, selector) === "string";
    throw new SyntaxError(`not known: ${operator} ${value}`);
  }
  const test = either();
  if (at !== tokens.length) throw new SyntaxError(`more than a pattern: ${tokens.slice(at).join(" ")}`);
  return test;
}

/** What a selector such as `$.a.b[0].c` finds in a record. */
export function selected(record: unknown, selector: string): unknown {
  let found: unknown = record;
  for (const step of selector.slice(2).split(/[.[\]]+/)) {
    if (step === "") continue;
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found;
}
