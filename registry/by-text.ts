/** Text order by code unit: the same on every machine, unlike a locale's. */
export const byText =
  <T>(textOf: (item: T) => string) =>
  (left: T, right: T): number => {
    const [a, b] = [textOf(left), textOf(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  };
