import type { StateWords } from '#core/runs/run-words';

export function StateMark({ words }: { readonly words: StateWords }) {
  return (
    <span class={`mark tone-${words.tone}`} title={words.meaning}>
      {words.word}
    </span>
  );
}
