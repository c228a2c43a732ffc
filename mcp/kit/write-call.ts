import { z } from 'zod';
import { canonicalJson } from '#core/json/canonical-json';
import { notWritable } from './choose-back-ends.ts';
import type { DefinedWriteTool, Write } from './define-write-tool.ts';
import type { WriteSubject } from '#core/actions/gated-write';
import { cut } from '#core/text/cut';

interface ListedWriteTool {
  readonly tool: DefinedWriteTool;
  /** The hash of the tool in its server's list. */
  readonly toolHash: string;
}

/** A back end that the gate's process holds a write credential for. */
export interface WritableBackEnd {
  readonly environment: string;
  /** Its name in the configuration. */
  readonly name: string;
}

/** What a gate guards. */
export interface GatePlace {
  readonly server: string;
  readonly backEnds: readonly WritableBackEnd[];
  /** By name. */
  readonly tools: ReadonlyMap<string, ListedWriteTool>;
}

/** A tool with its exact input. */
export interface WriteCall extends ListedWriteTool {
  readonly write: Write<Record<string, unknown>>;
}

/** The call that an action requests. An undo has its own tool and the same target. */
export function writeCallOf(
  { server, tools }: GatePlace,
  { document, actionHash, part }: WriteSubject,
): WriteCall | { readonly problem: string } {
  const asked = part === 'do' ? document : document.undo;
  if (!asked) return { problem: 'the action has no undo' };
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

/** The approved parameters. If the tool would parse them differently, for example by adding defaults, it is refused. */
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
      return { problem: `${tool.name} does not accept the parameters: ${words.join('; ')}` };
    }
    return { problem: `${tool.name} does not accept the parameters: ${(error as Error).message}` };
  }
}

/** Why this gate is not responsible for an action; undefined if it is. */
export function wrongServer(place: GatePlace, { document }: WriteSubject): string | undefined {
  if (document.server === place.server) return undefined;
  return `the action is for the server ${JSON.stringify(document.server)}, not ${place.server}`;
}

export function wrongBackEnd({ server, backEnds }: GatePlace, { document }: WriteSubject): string | undefined {
  const { environment, backEnd } = document;
  const there = backEnds.filter((one) => one.environment === environment).map(({ name }) => name);
  if (there.length === 0) {
    const served = [...new Set(backEnds.map((one) => one.environment))].join(', ') || 'none';
    return `${server} cannot write in ${JSON.stringify(environment)}; it can write in: ${served}`;
  }
  if (backEnd === undefined || there.includes(backEnd)) return undefined;
  return notWritable({ server, environment, backEnd, writable: there.join(', ') });
}
