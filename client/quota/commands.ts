import { type Operation, operations } from "../read/operations.ts";

/** A command of the SDK, as far as it is looked at. */
export interface AnyCommand {
  input: object;
  constructor: { name: string };
  /** what the SDK says of the operation; its third part is the name, which no bundler shortens */
  schema?: unknown;
}

/** How a command is read, if it holds tokens. */
export function operationOf(command: AnyCommand): Operation | undefined {
  const name: unknown = Array.isArray(command.schema) ? command.schema[2] : undefined;
  return operations[typeof name === "string" ? `${name}Command` : command.constructor.name];
}

/** The same request for another model. */
export const elsewhere = (command: AnyCommand, modelId: string): AnyCommand =>
  new (command.constructor as unknown as new (input: object) => AnyCommand)({ ...command.input, modelId });
