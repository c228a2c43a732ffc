/**
 * The value of a header that was sent once. Node joins or drops repeated headers, so that two parties could read
 * different ones: a repeated header counts as none.
 * @param rawHeaders names and values in turn, as Node received them
 */
export function soleHeader(rawHeaders: readonly string[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  const values = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === wanted);
  return values.length === 1 ? values[0] : undefined;
}
