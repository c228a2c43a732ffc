import type { ToolServer } from '../kit/tool-server.ts';
import { type HashedTool, toolHash } from '../kit/tool-hash.ts';
import { type ChildServer, ChildTransport } from './child-transport.ts';
import { envelopeParts } from './envelope-schema.ts';
import { Client, InMemoryTransport, type Transport } from './sdk.ts';

/** How a tool server is reached. */
export type ServerConnection =
  { readonly kind: 'in_process'; readonly server: ToolServer } | ({ readonly kind: 'stdio' } & ChildServer);

export interface OfferedTool {
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly toolHash: string;
  /** What the server says the tool can do; absent is not told. */
  readonly annotations?: { readonly readOnlyHint?: boolean; readonly destructiveHint?: boolean };
  /** Whether its output schema is our envelope. */
  readonly speaksEnvelope: boolean;
}

/** A connection that stands. */
export interface Link {
  readonly client: Client;
  readonly tools: ReadonlyMap<string, OfferedTool>;
  /** What the server said last, where it is a child. */
  lastWords(): string;
  close(): Promise<void>;
}

/** Structured and as text a result may come twice, escaped the second time. */
const maximumMessageBytes = 16 * 1024 * 1024;
const maximumTools = 500;

/** Connects to a server and reads its tools. Whatever was started is ended again where that fails. */
export async function openLink(
  connection: ServerConnection,
  options: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<Link> {
  const client = new Client(
    { name: 'holdfast', version: '0.1.0' },
    // No probe: it would start the child a second time, and servers of the 2025 era may leave it unanswered.
    { capabilities: {}, versionNegotiation: { mode: 'legacy' }, listMaxPages: 10 },
  );
  // Faults of a connection end its calls; each of them is reported there.
  client.onerror = () => {};
  const { transport, lastWords } = await transportTo(connection);
  const close = async () => {
    await client.close().catch(() => {});
    await transport.close();
  };
  try {
    await client.connect(transport, options);
    const listed = await client.listTools(undefined, options);
    const tools = new Map(listed.tools.slice(0, maximumTools).map((tool) => [tool.name, offered(tool)]));
    return { client, tools, lastWords, close };
  } catch (error) {
    await close();
    const words = lastWords();
    throw words ? new Error(words, { cause: error }) : error;
  }
}

async function transportTo(
  connection: ServerConnection,
): Promise<{ readonly transport: Transport; readonly lastWords: () => string }> {
  switch (connection.kind) {
    case 'in_process': {
      const [ours, theirs] = InMemoryTransport.createLinkedPair();
      await connection.server.createSession().connect(theirs);
      return { transport: ours, lastWords: () => '' };
    }
    case 'stdio': {
      const transport = new ChildTransport(connection, maximumMessageBytes);
      return { transport, lastWords: () => transport.lastWords };
    }
    default:
      return connection satisfies never;
  }
}

function offered(tool: HashedTool & Pick<OfferedTool, 'annotations'>): OfferedTool {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return {
    name,
    title,
    description,
    inputSchema,
    outputSchema,
    toolHash: toolHash(tool),
    annotations,
    speaksEnvelope: envelopeParts(outputSchema) !== undefined,
  };
}
