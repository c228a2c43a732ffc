import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { builtProgram } from '#processes/built-program';

const root = join(import.meta.dirname, '..', '..');
const documents = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
const help = execFileSync(process.execPath, [builtProgram('cli/main'), '--help'], { encoding: 'utf8' });
const commands = [...help.matchAll(/^ {2}([a-z]+) /gm)].map((match) => match[1]);

function blocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map((match) => match[1] ?? '');
}

describe.each(documents)('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');

  test('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map((match) => match[1] ?? '');
    for (const link of links) expect(existsSync(join(root, dirname(file), link)), link).toBe(true);
  });

  test('has YAML that parses', () => {
    for (const block of blocks(text, 'yaml')) expect(parseDocument(block).errors).toEqual([]);
  });

  test('names commands that exist', () => {
    for (const block of blocks(text, 'sh')) {
      for (const [, script = ''] of block.matchAll(/\bnpm (?:run )?([a-z:]+)/g)) {
        if (script !== 'ci') expect(Object.keys(scripts)).toContain(script);
      }
      for (const [, command] of block.matchAll(/\bnpx holdfast ([a-z]+)/g)) expect(commands).toContain(command);
    }
  });
});
