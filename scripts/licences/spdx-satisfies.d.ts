/** The package has no types of its own. */
declare module "spdx-satisfies" {
  /**
   * Whether an SPDX licence expression can be met by licences of the list.
   * @throws Error where it is no expression
   */
  export default function satisfies(expression: string, approved: string[]): boolean;
}
