import type { MaterialFields } from '#core/actions/action';
import type { JsonValue } from '#core/json/json-value';

export function RiskMark({ risk }: { readonly risk: 'reversible' | 'destructive' }) {
  return <span class={`mark risk-${risk}`}>{risk}</span>;
}

/** `replicas = 6, revision = 12` */
export function Fields({ fields }: { readonly fields: Readonly<Record<string, JsonValue>> | MaterialFields }) {
  const entries = Object.entries(fields);
  if (entries.length === 0) return <>nothing</>;
  return (
    <>
      {entries.map(([name, value], index) => (
        <span key={name}>
          {index > 0 && ', '}
          <code>{`${name} = ${typeof value === 'string' ? value : JSON.stringify(value)}`}</code>
        </span>
      ))}
    </>
  );
}
