import { z } from 'zod';
import { canonicalJson } from '#core/json/canonical-json';
import { notWritable } from './choose-back-ends.ts';
import type { DefinedWriteTool, Write } from './define-write-tool.ts';
import type { WriteSubject } from '#core/actions/gated-write';
import { cut } from '#core/text/cut';

interface ListedWriteTool {
  readonly tool: DefinedWriteTool;
  /** Of the tool as its server lists it. */
  readonly toolHash: string;
}

/** A back end that the gate's process holds a write credential for. */
export interface WritableBackEnd {
  readonly environment: string;
  /** In the configuration. */
  readonly name: string;
}

/** Where a gate stands. */
export interface GatePlace {
  readonly server: string;
  readonly backEnds: readonly WritableBackEnd[];
  /** By name. */
  readonly tools: ReadonlyMap<string, ListedWriteTool>;
}

/** A tool with exactly what it is to be given. */
export interface WriteCall extends ListedWriteTool {
  readonly write: Write<Record<string, unknown>>;
}

/** What an action asks a tool of this gate to write. An undo is its own tool on the same target. */
export function writeCallOf(
  { server, tools }: GatePlace,
  { document, actionHash, part }: WriteSubject,
): WriteCall | { readonly problem: string } {
  const asked = part === 'do' ? document : document.undo;
  if (!asked) return { problem: 'the action says nothing of how it is undone' };
  const listed = tools.get(asked.tool);
  if (!listed) {
    const offered = [...tools.keys()].sort().join(', ') || 'none';
    return { problem: `${server} has no write tool ${JSON.stringify(asked.tool.slice(0, 60))}; it has: ${offered}` };
  }
  const parameters = exactParameters(listed.tool, asked.parameters);
  if ('problem' in parameters) return parameters;
  const { environment, service, backEnd, target } = document;
  const { precondition } = asked;
  return {
    ...listed,
    write: { environment, service, backEnd, target, precondition, part, actionHash, parameters: parameters.values },
  };
}

/** As people approved them: where the tool would read them as something else, defaults included, it is refused. */
function exactParameters(
  tool: DefinedWriteTool,
  given: unknown,
): { readonly values: Record<string, unknown> } | { readonly problem: string } {
  try {
    const values = tool.parse(given);
    if (canonicalJson(values) === canonicalJson(given)) return { values };
    return { problem: `${tool.name} would read the parameters as ${cut(canonicalJson(values), 300)}` };
  } catch (error) {
    if (error instanceof z.ZodError) {
      const words = error.issues
        .slice(0, 3)
        .map(({ path, message }) => `${path.join('.') || 'parameters'}: ${message}`);
      return { problem: `${tool.name} does not take the parameters: ${words.join('; ')}` };
    }
    return { problem: `${tool.name} does not take the parameters: ${(error as Error).message}` };
  }
}

/** Why this gate is not the one for an action; undefined where it is. */
export function wrongServer(place: GatePlace, { document }: WriteSubject): string | undefined {
  if (document.server === place.server) return undefined;
  return `the action is for the server ${JSON.stringify(document.server)}, this one is ${place.server}`;
}

export function wrongBackEnd({ server, backEnds }: GatePlace, { document }: WriteSubject): string | undefined {
  const { environment, backEnd } = document;
  const there = backEnds.filter((one) => one.environment === environment).map(({ name }) => name);
  if (there.length === 0) {
    const served = [...new Set(backEnds.map((one) => one.environment))].join(', ') || 'none';
    return `${server} writes nothing in ${JSON.stringify(environment)}; it has: ${served}`;
  }
  if (backEnd === undefined || there.includes(backEnd)) return undefined;
  return notWritable({ server, environment, backEnd, writable: there.join(', ') });
}
