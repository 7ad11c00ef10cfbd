/**
 * Something the person at the terminal can mend: the message says what is wrong and what to do.
 * Printed without a stack trace.
 */
export class UserError extends Error {
  /** exit code of the command */
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = "UserError";
    this.exitCode = exitCode;
  }
}
