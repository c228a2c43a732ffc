/** UTC for everybody; the script adds the reader's own time. */
export function Time({ at, withDate = false }: { readonly at: string; readonly withDate?: boolean }) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>{at}</span>;
  const iso = date.toISOString();
  const day = withDate ? `${iso.slice(0, 10)} ` : '';
  return <time dateTime={iso} data-with-date={withDate ? '' : undefined}>{`${day}${iso.slice(11, 19)} UTC`}</time>;
}
