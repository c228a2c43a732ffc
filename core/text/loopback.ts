// Addresses of this machine, as a person writes them in a configuration: IPv6 with brackets or without.

/** Whether an address to bind is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  const name = withoutBrackets(host);
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}

/** Where what binds this address is reached from this machine: every address (0.0.0.0, ::) means loopback. */
export function httpOrigin(host: string, port: number): string {
  const name = withoutBrackets(host);
  if (name === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (name === '::') return `http://[::1]:${port}`;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** `[::1]` as the `::1` that can be bound. */
export function withoutBrackets(host: string): string {
  return host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}
