// The one place where the server side touches the MCP SDK: another version of it is another version of this file.
export { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
export type { CallToolResult, Tool } from '@modelcontextprotocol/server';
export { serveStdio } from '@modelcontextprotocol/server/stdio';
