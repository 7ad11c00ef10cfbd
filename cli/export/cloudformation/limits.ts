/** AWSCloudFormation/latest/UserGuide/cloudformation-limits */
export const templateLimits = {
  /** "Resources": in one template */
  resources: 500,
  /** "Template body size in an object": 1 MB, and taken as the smaller of what that can mean */
  bytes: 1_000_000,
  /** "Template body size in a request": a longer one must be uploaded to a bucket first */
  bytesInRequest: 51_200,
  /** "Template description" */
  descriptionBytes: 1_024,
} as const;
