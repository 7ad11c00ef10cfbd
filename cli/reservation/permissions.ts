/** What `headroom reservation --logs s3://…` may need; logs on this machine need nothing. */
export type ReservationAction = "s3:ListBucket" | "s3:GetObject" | "kms:Decrypt";

/**
 * The read-only policy that `headroom reservation` needs for logs in S3. Its resources are to be limited to the bucket of
 * the logs; kms:Decrypt is for a bucket that is encrypted with a key of one's own, and works through S3 alone.
 */
export function reservationPolicy(): object {
  const list: ReservationAction = "s3:ListBucket";
  const read: ReservationAction = "s3:GetObject";
  const decrypt: ReservationAction = "kms:Decrypt";
  return {
    Version: "2012-10-17",
    Statement: [
      { Sid: "ListInvocationLogs", Effect: "Allow", Action: [list], Resource: "arn:*:s3:::*" },
      { Sid: "ReadInvocationLogs", Effect: "Allow", Action: [read], Resource: "arn:*:s3:::*/*" },
      {
        Sid: "DecryptInvocationLogs",
        Effect: "Allow",
        Action: [decrypt],
        Resource: "*",
        Condition: { StringLike: { "kms:ViaService": "s3.*" } },
      },
    ],
  };
}
