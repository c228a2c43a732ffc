import type { Citation } from '#core/brief/brief';
import type { EvidenceId } from '#core/ids/evidence-id';
import { evidencePath } from '#web/paths/gateway';

/** `[1]` as a link to its evidence. */
function CitationLink({ citation }: { readonly citation: Citation }) {
  return (
    <a class="cite" href={evidencePath(citation.evidence)} title={`${citation.tool}: ${citation.question}`}>
      [{citation.number}]
    </a>
  );
}

/** Links for evidence ids, in the order of their numbers. */
export function Cites({
  ids,
  citations,
}: {
  readonly ids: readonly EvidenceId[];
  readonly citations: readonly Citation[];
}) {
  const cited = citations.filter(({ evidence }) => ids.includes(evidence));
  return (
    <span class="cites">
      {cited.map((citation) => (
        <CitationLink key={citation.number} citation={citation} />
      ))}
    </span>
  );
}

/** Text in which `[1]` and `[3-5]` become links where the brief has such sources; all else stays text. */
export function CitedText({ text, citations }: { readonly text: string; readonly citations: readonly Citation[] }) {
  const parts = text.split(/(\[\d{1,3}(?:-\d{1,3})?\])/);
  return <>{parts.map((part, index) => (index % 2 === 0 ? part : citedRange(part, citations)))}</>;
}

function citedRange(mark: string, citations: readonly Citation[]) {
  const [from = NaN, to = from] = mark.slice(1, -1).split('-').map(Number);
  const cited = citations.filter(({ number }) => number >= from && number <= to);
  if (cited.length === 0 || cited.length !== to - from + 1) return mark;
  return cited.map((citation) => <CitationLink key={citation.number} citation={citation} />);
}
