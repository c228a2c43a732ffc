import type { StateWords } from '#core/runs/run-words';

export function StateMark({ words }: { readonly words: StateWords }) {
  return (
    <span class={`mark tone-${words.tone}`} title={words.meaning}>
      {words.word}
    </span>
  );
}

/** A runbook's sha256, as people compare it. */
export function shortSha256(sha256: string): string {
  return sha256.slice(0, 12);
}
