/**
 * Runs jobs side by side, the next as soon as one has ended.
 * @param places how many run at a time; jobs that wait more than they work are beside these
 * @param signal when it is aborted, no further job begins
 */
export async function sideBySide<Job extends { waits?: boolean }>(
  jobs: readonly Job[],
  places: number,
  run: (job: Job) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const queue = jobs.filter(({ waits }) => !waits);
  const place = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined && !signal?.aborted; job = queue.shift()) await run(job);
  };
  await Promise.all([
    ...jobs.filter(({ waits }) => waits).map(run),
    ...Array.from({ length: Math.max(1, places) }, place),
  ]);
}
