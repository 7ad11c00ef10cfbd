import type { UnitName } from "../../words/units.ts";
import type { Expression, Node } from "./expression.ts";

/** A figure read from another account; the same figure where none is named. */
export const inAccount = <U extends UnitName>(of: Expression<U>, accountId: string | undefined): Expression<U> =>
  accountId === undefined ? of : { unit: of.unit, node: moved(of.node, accountId) };

function moved(node: Node, accountId: string): Node {
  const all = (of: readonly Node[]) => of.map((part) => moved(part, accountId));
  switch (node.kind) {
    case "metric":
      return { ...node, metric: { ...node.metric, accountId } };
    case "sum":
    case "highest":
    case "product":
      return { ...node, of: all(node.of) };
    case "ratio":
      return {
        ...node,
        numerator: moved(node.numerator, accountId),
        denominator: moved(node.denominator, accountId),
      };
    case "difference":
      return { ...node, from: moved(node.from, accountId), less: moved(node.less, accountId) };
    case "quotient":
      return { ...node, of: moved(node.of, accountId), by: moved(node.by, accountId) };
    default:
      return { ...node, of: moved(node.of, accountId) };
  }
}
