import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { nearest } from "../../registry/nearest.ts";
import type { Problem } from "./problem.ts";
import { isArchive, isAsset, isObject, type Properties, unknown } from "./values.ts";

/** What may stand at one place of a resource's arguments. */
type Shape =
  | { kind: "string" | "number" | "boolean" | "archive" | "asset" | "anything" }
  | { kind: "list"; of: Shape }
  | { kind: "map"; of: Shape }
  | { kind: "object"; fields: () => Fields }
  | { kind: "either"; shapes: Shape[] };
type Fields = ReadonlyMap<string, { required: boolean; shape: Shape }>;

const packageFolder = dirname(createRequire(import.meta.url).resolve("@pulumi/aws/package.json"));
const parse = (path: string) =>
  ts.createSourceFile(path, readFileSync(join(packageFolder, path), "utf8"), ts.ScriptTarget.Latest);

let nested: ReadonlyMap<string, ts.InterfaceDeclaration> | undefined;
/** The interfaces of types/input.d.ts by their qualified name, e.g. "cloudwatch.MetricAlarmMetricQuery". */
function nestedArguments(): ReadonlyMap<string, ts.InterfaceDeclaration> {
  if (nested) return nested;
  const found = new Map<string, ts.InterfaceDeclaration>();
  const collect = (statements: readonly ts.Statement[], prefix: string) => {
    for (const statement of statements) {
      if (ts.isInterfaceDeclaration(statement)) found.set(`${prefix}${statement.name.text}`, statement);
      else if (ts.isModuleDeclaration(statement) && statement.body && ts.isModuleBlock(statement.body))
        collect(statement.body.statements, `${prefix}${statement.name.text}.`);
    }
  };
  collect(parse("types/input.d.ts").statements, "");
  nested = found;
  return found;
}

const declared = new Map<string, Fields>();
/**
 * The arguments of a resource type, read from @pulumi/aws's own declarations.
 * @param type e.g. "aws:sns/topic:Topic", declared in sns/topic.d.ts as TopicArgs
 */
function argumentsOf(type: string): Fields {
  const known = declared.get(type);
  if (known) return known;
  const [, path = "", name] = type.split(":");
  const args = parse(`${path}.d.ts`).statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === `${name}Args`,
  );
  if (!args) throw new Error(`@pulumi/aws declares no arguments for ${type}`);
  const fields = fieldsOf(args);
  declared.set(type, fields);
  return fields;
}

const fieldsOf = (declaration: ts.InterfaceDeclaration): Fields =>
  new Map(
    declaration.members.filter(ts.isPropertySignature).map((member) => [
      (member.name as ts.Identifier).text,
      // An Input<T | undefined> may be left out, whether it has a question mark or not.
      { required: !member.questionToken, shape: shapeOf(member.type) },
    ]),
  );

function shapeOf(type: ts.TypeNode | undefined): Shape {
  if (!type) return { kind: "anything" };
  switch (type.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { kind: "string" };
    case ts.SyntaxKind.NumberKeyword:
      return { kind: "number" };
    case ts.SyntaxKind.BooleanKeyword:
      return { kind: "boolean" };
  }
  if (ts.isParenthesizedTypeNode(type)) return shapeOf(type.type);
  if (ts.isArrayTypeNode(type)) return { kind: "list", of: shapeOf(type.elementType) };
  if (ts.isUnionTypeNode(type)) {
    const shapes = type.types.filter(({ kind }) => kind !== ts.SyntaxKind.UndefinedKeyword).map(shapeOf);
    return shapes.length === 1 ? shapes[0]! : { kind: "either", shapes };
  }
  if (ts.isTypeLiteralNode(type)) {
    const index = type.members.find(ts.isIndexSignatureDeclaration);
    if (index) return { kind: "map", of: shapeOf(index.type) };
  }
  return ts.isTypeReferenceNode(type) ? namedShape(type) : { kind: "anything" };
}

function namedShape({ typeName, typeArguments }: ts.TypeReferenceNode): Shape {
  const name = nameOf(typeName);
  if (name === "pulumi.Input") return shapeOf(typeArguments?.[0]);
  if (name === "pulumi.asset.Archive") return { kind: "archive" };
  if (name === "pulumi.asset.Asset") return { kind: "asset" };
  const nestedName = /^inputs\.(.+)$/.exec(name)?.[1];
  const interfaceOf = nestedName === undefined ? undefined : nestedArguments().get(nestedName);
  if (interfaceOf) {
    let fields: Fields | undefined;
    return { kind: "object", fields: () => (fields ??= fieldsOf(interfaceOf)) };
  }
  // An enumeration of texts, or another resource, which the SDK sends as its ARN or name.
  return { kind: "string" };
}

const nameOf = (name: ts.EntityName): string =>
  ts.isIdentifier(name) ? name.text : `${nameOf(name.left)}.${name.right.text}`;

/** What in a resource's inputs @pulumi/aws does not declare so: unknown and missing properties, wrong types. */
export const undeclared = (type: string, inputs: Properties): Problem[] => fieldProblems(inputs, argumentsOf(type), "");

function fieldProblems(value: Properties, fields: Fields, path: string): Problem[] {
  const at = (key: string) => (path === "" ? key : `${path}.${key}`);
  const problems: Problem[] = [];
  for (const [key, one] of Object.entries(value)) {
    if (key.startsWith("__") || one === undefined || one === null) continue;
    const field = fields.get(key);
    if (field) {
      problems.push(...shapeProblems(one, field.shape, at(key)));
      continue;
    }
    const meant = nearest(key, [...fields.keys()])[0];
    problems.push({ property: at(key), reason: `is no argument${meant ? `; did you mean ${meant}?` : ""}` });
  }
  for (const [key, { required }] of fields)
    if (required && (value[key] === undefined || value[key] === null))
      problems.push({ property: at(key), reason: "is required" });
  return problems;
}

function shapeProblems(value: unknown, shape: Shape, path: string): Problem[] {
  if (value === unknown) return [];
  switch (shape.kind) {
    case "anything":
      return [];
    case "string":
    case "number":
    case "boolean":
      return typeof value === shape.kind ? [] : [wrong(path, `a ${shape.kind}`, value)];
    case "archive":
      return isArchive(value) ? [] : [wrong(path, "an archive", value)];
    case "asset":
      return isAsset(value) ? [] : [wrong(path, "an asset", value)];
    case "list":
      if (!Array.isArray(value)) return [wrong(path, "a list", value)];
      return value.flatMap((one, index) => shapeProblems(one, shape.of, `${path}[${index}]`));
    case "map":
      if (!isObject(value)) return [wrong(path, "a map", value)];
      return Object.entries(value).flatMap(([key, one]) => shapeProblems(one, shape.of, `${path}.${key}`));
    case "object":
      return isObject(value) ? fieldProblems(value, shape.fields(), path) : [wrong(path, "an object", value)];
    case "either": {
      const tried = shape.shapes.map((one) => shapeProblems(value, one, path));
      return tried.find((problems) => problems.length === 0) ?? tried[0] ?? [];
    }
  }
}

const wrong = (property: string, wanted: string, value: unknown): Problem => ({
  property,
  reason: `must be ${wanted}, and is ${JSON.stringify(value)?.slice(0, 60)}`,
});
