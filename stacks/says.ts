import type * as z from "zod";

interface Says {
  /** where the shape stands more than once: its name in the JSON Schema */
  id?: string;
  /** what the key is for; editors show it */
  description?: string;
  /** what is allowed, as the end of a sentence that begins with the value */
  errorMessage: string;
  examples: [unknown, ...unknown[]];
}

/** A shape with what reports and editors tell of it. */
export const says = <S extends z.ZodType>(schema: S, meta: Says): S => schema.meta({ ...meta });
