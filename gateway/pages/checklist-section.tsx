import type { ItemState } from '#core/incidents/incident';
import { evidencePath } from '#web/paths/gateway';
import { ITEM_STATES } from './words.tsx';

export function ChecklistSection({
  items,
  isOpen,
  isToCome,
}: {
  readonly items: readonly ItemState[];
  readonly isOpen: boolean;
  /** Without items: whether they are still to be chosen, or just not known here. */
  readonly isToCome: boolean;
}) {
  const done = items.filter(({ state }) => state !== 'running').length;
  const failed = items.filter(({ state }) => state === 'could_not_check').length;
  return (
    <section id="checklist" aria-labelledby="checklist-title">
      <h2 id="checklist-title">Checklist</h2>
      {items.length === 0 ? (
        <p class="subtle">
          {isToCome
            ? 'It is chosen when the investigation starts.'
            : 'Not known here; the workflow in Temporal has it if the investigation started.'}
        </p>
      ) : (
        <>
          <p class="subtle">
            {isOpen ? `${done} of ${items.length} done` : `${items.length} items`}
            {failed > 0 && `, ${failed} could not be checked`}
          </p>
          <ol class="checklist">
            {items.map((item) => (
              <Item key={item.id} item={item} />
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

function Item({ item }: { readonly item: ItemState }) {
  const { title, tool, mandatory, state, reason, summary, evidence } = item;
  return (
    <li class={`item item-${state}`}>
      <p class="item-head">
        <span class="item-title">{title}</span> <span class="item-state">{ITEM_STATES[state]}</span>
      </p>
      {reason !== undefined && <p class="reason">{reason}</p>}
      {summary !== undefined && <p class="summary">{summary}</p>}
      <p class="subtle">
        <code>{tool}</code>
        {mandatory && ' · mandatory'}
        {evidence !== undefined && (
          <>
            {' · '}
            <a href={evidencePath(evidence)}>evidence</a>
          </>
        )}
      </p>
    </li>
  );
}
