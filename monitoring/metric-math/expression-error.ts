/**
 * An expression that CloudWatch would refuse, or whose value can't be told from the series alone.
 * The message names the part that is at fault.
 */
export class ExpressionError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ExpressionError";
  }
}
