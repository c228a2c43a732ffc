import type { Brief } from './brief.ts';
import type { EvidenceId } from '../ids/evidence-id.ts';
import { citationText } from './citations.ts';
import { conditionLine } from './condition-words.ts';
import { ruleStateWords } from './rule-words.ts';
import { confidenceWord, plain, symptomWords } from './words.ts';

/**
 * Text that came from outside must not become markup, links or mentions where the Markdown is pasted. Addresses are
 * defanged, because chat systems and GitHub make links of bare ones.
 */
function escaped(text: string): string {
  return plain(text, 400)
    .replace(/:\/\//g, '[:]//')
    .replace(/www\./gi, 'www[.]')
    .replace(/[\\`*_[\]{}<>#|!@~]/g, (character) => `\\${character}`);
}

/** A line of the headline; our own address of the page, at its end, stays one. */
function headlineLine(line: string, page: string | undefined): string {
  if (page === undefined || !line.endsWith(page)) return escaped(line);
  return `${escaped(line.slice(0, -page.length))} <${page}>`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? ['', `## ${title}`, '', ...lines] : [];
}

/** The brief as Markdown. */
export function renderMarkdown(brief: Brief): string {
  const numberOf = new Map(brief.citations.map(({ evidence, number }) => [evidence, number]));
  const cite = (ids: readonly EvidenceId[]) => escaped(citationText(ids.flatMap((id) => numberOf.get(id) ?? [])));
  return [
    `# ${escaped(brief.title)}`,
    '',
    ...brief.headline.flatMap((line) => [headlineLine(line, brief.links.page), '']),
    ...section(
      'Findings',
      brief.findings.map(
        ({ statement, confidence, cause, evidence }, index) =>
          `${index + 1}. ${confidenceWord(confidence).toLowerCase()}: ${escaped(statement)} (${escaped(cause)}) ${cite(evidence)}`,
      ),
    ),
    ...section(
      'Alert rules',
      (brief.rules ?? []).map(
        (rule) =>
          `- ${escaped(rule.name)}: ${escaped(ruleStateWords(rule))} (${escaped(rule.expression)}) ${cite([rule.evidence])}`,
      ),
    ),
    ...section(
      'Symptoms',
      brief.symptoms.map(
        (symptom) => `- ${escaped(symptom.service)}: ${escaped(symptomWords(symptom))}, ${symptom.trend}`,
      ),
    ),
    ...section(
      'Instances, limits and other alerts',
      (brief.conditions ?? []).map(
        (condition) =>
          `- ${escaped(condition.service)}: ${escaped(conditionLine(condition))} ${cite(condition.evidence)}`,
      ),
    ),
    ...section(
      'Ruled out',
      brief.ruledOut.map(
        ({ subject, reason, evidence }) => `- ${escaped(subject)}: ${escaped(reason)} ${cite(evidence)}`,
      ),
    ),
    ...section(
      'What to do',
      brief.recommendations.map((line) => `- ${escaped(line)}`),
    ),
    ...section(
      'Runbooks',
      (brief.runbooks ?? []).map(
        ({ name, title, because }) => `- ${escaped(name)}: ${escaped(title)} (${escaped(because)})`,
      ),
    ),
    ...section(
      'Gaps',
      brief.gaps.map((line) => `- ${escaped(line)}`),
    ),
    ...section(
      'Checklist',
      brief.items.map(({ title, state, reason, summary }) =>
        `- ${state}: ${escaped(title)} ${escaped(reason ?? summary ?? '')}`.trimEnd(),
      ),
    ),
    ...section(
      'Timeline (UTC)',
      brief.timeline.map(({ at, text }) => `- ${at} ${escaped(text)}`),
    ),
    ...section(
      'Evidence',
      brief.citations.map(
        ({ number, evidence, tool, question }) =>
          `- \\[${number}\\] ${escaped(tool)}: ${escaped(question)} \`${evidence}\``,
      ),
    ),
    '',
    `Incident \`${brief.incidentId.replaceAll('`', '')}\``,
    '',
  ].join('\n');
}
