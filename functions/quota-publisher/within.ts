/** @throws an error that says what took too long, where the SDK's own says only that it was aborted */
export async function within<T>(
  milliseconds: number,
  what: string,
  call: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abortSignal = AbortSignal.timeout(milliseconds);
  try {
    return await call(abortSignal);
  } catch (error) {
    if (!abortSignal.aborted) throw error;
    throw new Error(`${what} did not end within ${milliseconds / 1_000} s`, { cause: error });
  }
}
