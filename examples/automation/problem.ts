/** Something that the person who started the program can mend; shown as one message, without a stack trace. */
export class Problem extends Error {
  override name = "Problem";
}
