import type { Interface } from 'node:readline/promises';
import { readAnswers } from '#core/runbooks/form-answers';
import type { Form, FormField, FormValues } from '#core/runbooks/form';
import type { Answer } from '#core/runbooks/form-answer';
import type { StepRecord } from '#core/runs/run';
import { plainLine, plainText } from '#core/text/plain-text';

/** Asks a question at the terminal until the answer is valid. Rejects when the signal aborts. */
export async function askHere(
  terminal: Pick<Interface, 'question'>,
  question: NonNullable<StepRecord['question']>,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Answer> {
  const ask = async (prompt: string) => (await terminal.question(prompt, { signal })).trim();
  say(plainText(question.text, 2000));
  if (question.form) {
    const word = (await ask('Press Enter to fill in the form, or type n for no: ')).toLowerCase();
    if (word === 'n' || word === 'no') return { kind: 'no', reason: await askReason(ask, say) };
    return { kind: 'form', values: await askForm(question.form, ask, say) };
  }
  for (;;) {
    const word = (await ask('Yes or no? ')).toLowerCase();
    if (word === 'y' || word === 'yes') {
      const note = await ask('Note (Enter for none): ');
      return note === '' ? { kind: 'yes' } : { kind: 'yes', note };
    }
    if (word === 'n' || word === 'no') return { kind: 'no', reason: await askReason(ask, say) };
    say('Type y or n.');
  }
}

type Ask = (prompt: string) => Promise<string>;

async function askReason(ask: Ask, say: (line: string) => void): Promise<string> {
  for (;;) {
    const reason = await ask('Why not? ');
    if (reason !== '') return reason;
    say('A reason is required: it is recorded and shown.');
  }
}

async function askForm(form: Form, ask: Ask, say: (line: string) => void): Promise<FormValues> {
  const values: Record<string, FormValues[string]> = {};
  for (const [name, field] of Object.entries(form.properties)) {
    const alone: Form = {
      type: 'object',
      properties: { [name]: field },
      required: form.required.filter((each) => each === name),
    };
    if (field.description !== undefined) say(plainLine(field.description, 400));
    for (;;) {
      const text = await ask(promptOf(name, field, alone.required.length > 0));
      // A missing field would count as an unticked checkbox, whatever its default.
      const given = text === '' && field.default !== undefined ? String(field.default) : text;
      const read = readAnswers(alone, given === '' ? {} : { [name]: given });
      if (read.kind === 'ok') {
        Object.assign(values, read.values);
        break;
      }
      for (const { problem } of read.problems) say(`${name}: ${problem}`);
    }
  }
  return values;
}

function promptOf(name: string, field: FormField, isRequired: boolean): string {
  const kind =
    field.type === 'string' && field.enum ? field.enum.join(' | ') : field.type === 'boolean' ? 'y/n' : field.type;
  const empty =
    field.default !== undefined
      ? `, Enter for ${String(field.default)}`
      : isRequired && field.type !== 'boolean'
        ? ''
        : `, Enter for ${field.type === 'boolean' ? 'no' : 'none'}`;
  return `${plainLine(field.title ?? name, 200)} (${plainLine(kind, 200)}${empty}): `;
}
