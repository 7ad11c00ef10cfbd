import jsep from "jsep";
import { ExpressionError } from "./expression-error.ts";
import type { Operator, Syntax } from "./syntax.ts";

/**
 * CloudWatch's operators with how tightly they bind. AmazonCloudWatch/latest/monitoring/using-metric-math lists them
 * but says nothing of their precedence; undocumented, so the usual one is taken: OR, AND, comparisons, sums, products,
 * powers. So is what -m1^2 means: here (-m1)^2; brackets make both sure.
 */
const binding: Readonly<Record<string, number>> = {
  OR: 1,
  "||": 1,
  AND: 2,
  "&&": 2,
  "==": 3,
  "!=": 3,
  "<": 4,
  ">": 4,
  "<=": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "/": 6,
  "^": 7,
};
const spelling: Readonly<Record<string, Operator>> = { "||": "OR", "&&": "AND" };

// jsep keeps its grammar in one global place; nothing else in this project uses jsep.
jsep.removeAllBinaryOps();
jsep.removeAllUnaryOps();
jsep.removeAllLiterals();
for (const [operator, tightness] of Object.entries(binding)) jsep.addBinaryOp(operator, tightness, operator === "^");
jsep.addUnaryOp("-");

/**
 * Reads a metric math expression.
 * @throws ExpressionError naming what is not metric math
 */
export function parse(text: string): Syntax {
  let tree: jsep.Expression;
  try {
    tree = jsep(text);
  } catch (error) {
    throw new ExpressionError(`"${text}" is not metric math: ${(error as Error).message}.`);
  }
  const refuse = (what: string): never => {
    throw new ExpressionError(`"${text}" is not metric math: ${what}.`);
  };
  // jsep lets commas and semicolons stand almost anywhere; here a comma belongs between arguments and nowhere else.
  let commas = 0;
  const separated = (nodes: readonly (jsep.Expression | null)[]): Syntax[] => {
    commas += Math.max(0, nodes.length - 1);
    return nodes.map((node) => (node ? read(node) : refuse("an item of a list is empty")));
  };

  const read = (node: jsep.Expression): Syntax => {
    const part = node as jsep.CoreExpression;
    switch (part.type) {
      case "Literal":
        return typeof part.value === "number"
          ? { kind: "number", value: part.value }
          : { kind: "text", value: String(part.value) };
      case "Identifier":
        return { kind: "name", name: part.name };
      case "ThisExpression":
        return { kind: "name", name: "this" };
      case "ArrayExpression":
        return { kind: "list", items: separated(part.elements) };
      case "UnaryExpression":
        return { kind: "negation", of: read(part.argument) };
      case "BinaryExpression":
        return {
          kind: "operation",
          operator: spelling[part.operator] ?? (part.operator as Operator),
          left: read(part.left),
          right: read(part.right),
        };
      case "CallExpression": {
        const callee = part.callee as jsep.CoreExpression;
        if (callee.type !== "Identifier") return refuse("only a function's name can stand before (");
        return { kind: "call", name: callee.name, arguments: separated(part.arguments) };
      }
      case "Compound":
        return refuse(part.body.length === 0 ? "it is empty" : "an operator is missing between two parts");
      case "SequenceExpression":
        return refuse("a list is written in [ ]");
      case "MemberExpression":
        return refuse('"." and "x[...]" mean nothing here');
      default:
        return refuse(`${node.type} means nothing here`);
    }
  };

  const syntax = read(tree);
  const unquoted = text.replace(/"(\\.|[^"])*"|'(\\.|[^'])*'/g, "");
  if (unquoted.includes(";") || unquoted.split(",").length - 1 !== commas)
    refuse("a comma or semicolon is out of place");
  return syntax;
}
