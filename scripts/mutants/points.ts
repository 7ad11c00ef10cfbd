import ts from "typescript";

/** One small change of the code that a test should notice. */
export interface Mutant {
  /** path from the project's root */
  file: string;
  line: number;
  /** character offsets of what is replaced */
  start: number;
  end: number;
  before: string;
  after: string;
}

const binarySwaps: Readonly<Partial<Record<ts.SyntaxKind, string>>> = {
  [ts.SyntaxKind.LessThanToken]: "<=",
  [ts.SyntaxKind.LessThanEqualsToken]: "<",
  [ts.SyntaxKind.GreaterThanToken]: ">=",
  [ts.SyntaxKind.GreaterThanEqualsToken]: ">",
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: "!==",
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: "===",
  [ts.SyntaxKind.PlusToken]: "-",
  [ts.SyntaxKind.MinusToken]: "+",
  [ts.SyntaxKind.AsteriskToken]: "/",
  [ts.SyntaxKind.SlashToken]: "*",
  [ts.SyntaxKind.PercentToken]: "*",
  [ts.SyntaxKind.AmpersandAmpersandToken]: "||",
  [ts.SyntaxKind.BarBarToken]: "&&",
  [ts.SyntaxKind.QuestionQuestionToken]: "&&",
};

const methodSwaps: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  min: "max",
  max: "min",
  floor: "ceil",
  ceil: "floor",
  findLast: "find",
  find: "findLast",
  startsWith: "endsWith",
  flatMap: "map",
};

/**
 * All mutants of a file: operators, conditions, numbers, booleans, methods, and calls whose result nobody takes.
 * Texts are left alone: what people read is reviewed in golden files. So is what only types say.
 */
export function mutantsOf(file: string, text: string): Mutant[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: Mutant[] = [];
  const add = (node: ts.Node, after: string) => {
    const start = node.getStart(source);
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    found.push({ file, line, start, end: node.end, before: text.slice(start, node.end), after });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    mutate(node, add);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function mutate(node: ts.Node, add: (node: ts.Node, after: string) => void): void {
  const addBoth = (condition: ts.Node) => {
    add(condition, "true");
    add(condition, "false");
  };
  if (ts.isBinaryExpression(node)) {
    const swap = binarySwaps[node.operatorToken.kind];
    // A + with a text in it joins texts.
    if (swap !== undefined && !joinsTexts(node)) add(node.operatorToken, swap);
  } else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) {
    add(node, node.operand.getText());
  } else if (node.kind === ts.SyntaxKind.TrueKeyword) add(node, "false");
  else if (node.kind === ts.SyntaxKind.FalseKeyword) add(node, "true");
  else if (ts.isNumericLiteral(node)) add(node, String(Number(node.text.replaceAll("_", "")) + 1));
  else if (ts.isIfStatement(node)) addBoth(node.expression);
  else if (ts.isConditionalExpression(node)) addBoth(node.condition);
  else if (ts.isExpressionStatement(node) && ts.isCallExpression(node.expression)) add(node, ";");
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    mutateCall(node, node.expression, add);
}

function mutateCall(
  call: ts.CallExpression,
  callee: ts.PropertyAccessExpression,
  add: (node: ts.Node, after: string) => void,
): void {
  const method = callee.name.text;
  const swap = Object.hasOwn(methodSwaps, method) ? methodSwaps[method] : undefined;
  if (swap !== undefined) add(callee.name, swap);
  if (["filter", "sort", "toSorted", "reverse", "toReversed", "trim"].includes(method))
    add(call, callee.expression.getText());
}

const joinsTexts = ({ left, right, operatorToken }: ts.BinaryExpression): boolean =>
  operatorToken.kind === ts.SyntaxKind.PlusToken && [left, right].some(isText);

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateExpression(node) ||
  (ts.isBinaryExpression(node) && [node.left, node.right].some(isText));
