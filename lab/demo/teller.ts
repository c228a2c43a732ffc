import { styleText } from 'node:util';
import { durationWords } from '#core/time/duration-words';

/** Reports what happens to standard error, each line with the time since the start. Standard output is for JSON. */
export interface Teller {
  /** A line without a time, for preparations. */
  say(line: string): void;
  /** An event, with its time. */
  tell(line: string): void;
  done(what: string): void;
  bold(line: string): string;
  dim(line: string): string;
}

export function createTeller(out: NodeJS.WriteStream): Teller {
  const start = Date.now();
  const colour = (format: 'bold' | 'dim' | 'green', text: string) =>
    styleText(format, text, { stream: out, validateStream: true });
  // As wide as `+59 min 59 s`, so that lines are aligned.
  const elapsed = () => `+${durationWords(Date.now() - start)}`.padStart(12);
  const write = (line: string) => void out.write(`${line}\n`);
  return {
    say: (line) => write(`  ${line}`),
    tell: (line) => write(`${colour('dim', elapsed())}  ${line}`),
    done: (what) => write(`  ${colour('green', '✓')} ${what}`),
    bold: (line) => colour('bold', line),
    dim: (line) => colour('dim', line),
  };
}
