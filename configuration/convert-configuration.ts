import { isMap, isPair, isScalar, isSeq, parseDocument, type Document, type YAMLMap } from 'yaml';
import { builtInServers } from '#mcp/servers/index';

// The form of holdfast/v1 into that of holdfast/v2, comments kept: the adapter goes from the server into each of its
// environments, `bearer` into `auth`, a service's locator gets the name of its server.

export type Conversion =
  | { readonly kind: 'converted'; readonly text: string }
  | { readonly kind: 'current' }
  | { readonly kind: 'refused'; readonly reason: string };

/** @param text of a `holdfast.yaml`; what else is wrong with it stays as it is */
export function convertConfiguration(text: string): Conversion {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) return { kind: 'refused', reason: `It is not YAML: ${error.message.split('\n')[0]}` };
  if (!isMap(document.contents) || document.get('kind') !== 'Configuration') {
    return { kind: 'refused', reason: 'It is not a configuration: it has no `kind: Configuration`.' };
  }
  const version = document.get('apiVersion');
  if (version === 'holdfast/v2') return { kind: 'current' };
  if (version !== 'holdfast/v1') {
    return {
      kind: 'refused',
      reason: `Its apiVersion is ${JSON.stringify(version)}; only holdfast/v1 can be converted.`,
    };
  }
  document.set('apiVersion', 'holdfast/v2');
  for (const server of mapsIn(document.get('toolServers'))) convertServer(document, server);
  const catalogue = document.get('catalogue');
  if (isMap(catalogue)) {
    const entries = [catalogue.get('defaults'), ...mapsIn(catalogue.get('services'))];
    for (const entry of entries) if (isMap(entry)) renameLocators(entry);
  }
  return { kind: 'converted', text: document.toString({ lineWidth: 0 }) };
}

function convertServer(document: Document, server: YAMLMap): void {
  const adapter: unknown = server.get('adapter');
  if (adapter === undefined) return;
  server.delete('adapter');
  const environments = server.get('environments');
  if (isSeq(environments)) {
    const names = environments.items.map((item) => String(isScalar(item) ? item.value : item));
    server.set('environments', document.createNode(Object.fromEntries(names.map((name) => [name, { adapter }]))));
    return;
  }
  for (const backEnd of mapsIn(environments)) {
    moveBearer(document, backEnd);
    const writes = backEnd.get('writes');
    if (isMap(writes)) moveBearer(document, writes);
    backEnd.items.unshift(document.createPair('adapter', adapter));
  }
}

function moveBearer(document: Document, map: YAMLMap): void {
  const bearer: unknown = map.get('bearer', true);
  if (bearer === undefined) return;
  renameKey(map, 'bearer', 'auth');
  const auth = document.createNode({});
  if (isMap(auth)) {
    auth.flow = true;
    auth.items.push(document.createPair('bearer', bearer));
  }
  map.set('auth', auth);
}

function renameLocators(entry: YAMLMap): void {
  for (const { name, formerLocatorKey } of builtInServers) {
    if (formerLocatorKey !== undefined) renameKey(entry, formerLocatorKey, name);
  }
}

function renameKey(map: YAMLMap, from: string, to: string): void {
  const pair = map.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === from);
  if (pair && isScalar(pair.key)) pair.key.value = to;
}

function mapsIn(value: unknown): readonly YAMLMap[] {
  return isMap(value) ? value.items.flatMap(({ value: member }) => (isMap(member) ? [member] : [])) : [];
}
