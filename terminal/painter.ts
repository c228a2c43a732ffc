import { styleText } from 'node:util';

/** Colours a text, or leaves it: only a terminal gets colours. */
export type Paint = (colour: 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold', text: string) => string;

export function painter(output: NodeJS.WritableStream, isTerminal: boolean): Paint {
  return (colour, text) => (isTerminal ? styleText(colour, text, { stream: output, validateStream: true }) : text);
}
