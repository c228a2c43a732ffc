import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { builtInRunbooks } from '#configuration/load-library';

/** A file of the guide's worked example, or a command with what it prints; in the order of the guide. */
type GuideBlock =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'command'; readonly command: string; readonly output: string; readonly before: Files };

/** By path. */
type Files = ReadonlyMap<string, string>;

export const guideText = readFileSync(join(builtInRunbooks(), 'README.md'), 'utf8');

/** Every fenced block, as it stands: its words after the fence, and its lines. */
export const fencedBlocks: readonly { readonly info: string; readonly text: string }[] = [
  ...guideText.matchAll(/^```(.*)\n([^]*?)^```$/gm),
].map(([, info = '', text = '']) => ({ info, text }));

function readBlocks(): readonly GuideBlock[] {
  const files = new Map<string, string>();
  return fencedBlocks.flatMap(({ info, text }): readonly GuideBlock[] => {
    const [language, path] = info.split(' ');
    if (language === 'yaml' && path !== undefined) {
      files.set(path, text);
      return [{ kind: 'file', path, text }];
    }
    if (language !== 'console') return [];
    const [first = '', ...output] = text.split('\n');
    return [{ kind: 'command', command: first.replace('$ ', ''), output: output.join('\n'), before: new Map(files) }];
  });
}

export const guideBlocks = readBlocks();

/** What a reader has in their folder by then. */
export function writeFiles(files: Files, folder: string): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
