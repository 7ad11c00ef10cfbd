/**
 * The little of React that the screen uses. Not @types/react: it declares HTMLElement and the like for the whole
 * project, without their properties, and the tests of pages need them as they are.
 */
declare module "react" {
  export type ReactNode = object | string | null;
  export function createElement<Props extends object>(
    type: (props: Props) => unknown,
    props: Props,
    ...children: ReactNode[]
  ): ReactNode;
  export function useSyncExternalStore<T>(subscribe: (changed: () => void) => () => void, get: () => T): T;
}
