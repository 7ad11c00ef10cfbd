type ArithmeticOperator = "+" | "-" | "*" | "/" | "^";
type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";
type LogicalOperator = "AND" | "OR";
export type Operator = ArithmeticOperator | ComparisonOperator | LogicalOperator;

/** A metric math expression, read. */
export type Syntax =
  | { kind: "number"; value: number }
  | { kind: "text"; value: string }
  /** the id of a metric or of another expression, or a keyword such as REPEAT */
  | { kind: "name"; name: string }
  | { kind: "list"; items: readonly Syntax[] }
  | { kind: "negation"; of: Syntax }
  | { kind: "operation"; operator: Operator; left: Syntax; right: Syntax }
  | { kind: "call"; name: string; arguments: readonly Syntax[] };
