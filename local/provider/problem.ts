/** Something in a resource's inputs that AWS, or the provider, would not take. */
export interface Problem {
  /** path of the input, e.g. "metricQueries[1].metric.stat"; "" for the resource as a whole */
  property: string;
  reason: string;
}
