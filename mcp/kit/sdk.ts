// The only place where the server side imports the MCP SDK, so that a new version changes only this file.
export { ProtocolError, ProtocolErrorCode, Server } from '@modelcontextprotocol/server';
export type { CallToolResult, Tool } from '@modelcontextprotocol/server';
export { serveStdio } from '@modelcontextprotocol/server/stdio';
