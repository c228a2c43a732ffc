import { styleText } from 'node:util';

/** Colours a text for a terminal; otherwise returns it unchanged. */
export type Paint = (colour: 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold', text: string) => string;

export function painter(output: NodeJS.WritableStream, isTerminal: boolean): Paint {
  return (colour, text) => (isTerminal ? styleText(colour, text, { stream: output, validateStream: true }) : text);
}
