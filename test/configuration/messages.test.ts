import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '#configuration/load-configuration';
import { printed } from './problems.ts';

describe('a configuration with mistakes is refused with the place and the remedy of', () => {
  it.each([
    [
      'an unknown key',
      'integratons: {}',
      'holdfast.yaml:3:1: error: integratons: unknown key `integratons`; did you mean `integrations`? Rename it.',
    ],
    [
      'an unknown key that is like none',
      'gateway: { colour: red }',
      'holdfast.yaml:3:12: error: gateway.colour: unknown key `colour`. Remove it; known here: host, port, authenticatedByProxy, userHeader, publicUrl, changes.',
    ],
    [
      'a key beside the one that was meant',
      'limits: { settle: 5s, setle: 6s }',
      'holdfast.yaml:3:23: error: limits.setle: unknown key `setle`; did you mean `settle`? Merge it into `settle`, which stands here too.',
    ],
    [
      'pages that strangers could read',
      'gateway: { host: 0.0.0.0 }',
      'holdfast.yaml:3:18: error: gateway.host: the pages would be open to everybody who reaches 0.0.0.0. Bind 127.0.0.1, or put a proxy that signs people in before it and set authenticatedByProxy: true.',
    ],
    [
      'a wrong adapter',
      'toolServers:\n  metrics:\n    environments: { live: { adapter: promethues } }',
      'holdfast.yaml:5:38: error: toolServers.metrics.environments.live.adapter: unknown adapter "promethues". Did you mean prometheus? Known: prometheus.',
    ],
    [
      'a missing key of the adapter that was meant',
      'toolServers:\n  metrics:\n    environments: { live: { adapter: prometheus } }',
      'holdfast.yaml:5:21: error: toolServers.metrics.environments.live.url: `url` is missing. Write an address that begins with http:// or https://.',
    ],
    [
      'a key of the command that was meant',
      'toolServers:\n  metrics:\n    command: [x]\n    enviroment: {}',
      'holdfast.yaml:6:5: error: toolServers.metrics.enviroment: unknown key `enviroment`. Remove it; known here: command, env, risks.',
    ],
    [
      'a server that is neither adapter nor command',
      'toolServers:\n  deployments: {}',
      'holdfast.yaml:4:16: error: toolServers.deployments: `deployments` is empty. Write one of: { environments: ... } or { command: ... }.',
    ],
    [
      'a built-in server under a wrong name',
      'toolServers:\n  metrcs:\n    environments: {}',
      'holdfast.yaml:4:3: error: toolServers.metrcs: `metrcs` is not a built-in tool server, so it has no adapters; did you mean `metrics`? Built in are: alerts, deployments, infrastructure, metrics. Any other server has the `command` that starts it.',
    ],
    [
      'a server with a name that cannot be one',
      'toolServers:\n  My-Server:\n    command: [x]',
      'holdfast.yaml:4:3: error: toolServers.My-Server: `My-Server` cannot be a name here: a tool server is named with lower-case letters, digits and _. Rename it.',
    ],
    [
      'a misspelt way to authenticate, once',
      'integrations:\n  main:\n    source: alertmanager\n    authentication: { bearr: { env: X } }',
      'holdfast.yaml:6:23: error: integrations.main.authentication.bearr: unknown key `bearr`; did you mean `bearer`? Rename it.',
    ],
    [
      'a number out of its bounds',
      'gateway:\n  port: 99999',
      'holdfast.yaml:4:9: error: gateway.port: `port` is too big: at most 65535. Make it smaller.',
    ],
    [
      'a duration without unit',
      'limits: { settle: 5 }',
      'holdfast.yaml:3:19: error: limits.settle: `settle` cannot be a number. A duration is a whole number with a unit: 250ms, 15s, 5m, 2h, 1d.',
    ],
    [
      'a key without value',
      'gateway:\n  host:',
      'holdfast.yaml:4:8: error: gateway.host: `host` is empty. Write a text, in quotes where it looks like a number.',
    ],
    [
      'a name that cannot be one',
      'integrations:\n  Main: {}',
      'holdfast.yaml:4:3: error: integrations.Main: `Main` cannot be a name here: an integration is named with lower-case letters, digits and "-". Rename it.',
    ],
    [
      'an empty list',
      'toolServers: { mine: { command: [] } }',
      'holdfast.yaml:3:33: error: toolServers.mine.command: `command` is too small: at least 1 entry. Make it bigger.',
    ],
    [
      'a destination of an unknown kind',
      'notifications: { destinations: { chat: { kind: slak, url: { env: X } } } }',
      'holdfast.yaml:3:48: error: notifications.destinations.chat.kind: unknown kind "slak". Did you mean slack? Known: file, slack, terminal, webhook.',
    ],
    [
      'a destination with the word for all those of an owner',
      'notifications: { destinations: { owner: { kind: terminal } } }',
      "holdfast.yaml:3:34: error: notifications.destinations.owner: `owner` cannot be a name here: it stands for the destinations of a service's owner. Rename it.",
    ],
    [
      'a destination that cannot be named so',
      'notifications: { destinations: { On_Call: { kind: terminal } } }',
      'holdfast.yaml:3:34: error: notifications.destinations.On_Call: `On_Call` cannot be a name here: a destination is named with lower-case letters, digits and "-". Rename it.',
    ],
    [
      'a webhook that is no address',
      'notifications: { destinations: { pager: { kind: webhook, url: pager.example.com } } }',
      'holdfast.yaml:3:63: error: notifications.destinations.pager.url: `url` has another form. Write an address that begins with http:// or https://.',
    ],
    [
      'an owner without destinations',
      'notifications: { owners: { shop: [] } }',
      'holdfast.yaml:3:34: error: notifications.owners.shop: `shop` is too small: at least 1 entry. Make it bigger.',
    ],
    [
      'a risk there is not',
      'toolServers: { mine: { command: [x], risks: { look: write } } }',
      'holdfast.yaml:3:53: error: toolServers.mine.risks.look: unknown look "write". Known: read, reversible, destructive.',
    ],
    [
      'a header that cannot be named so',
      'gateway: { authenticatedByProxy: true, userHeader: X-User }',
      'holdfast.yaml:3:52: error: gateway.userHeader: `userHeader` has another form. A header is named with lower-case letters, digits and "-".',
    ],
    [
      'a folder of runbooks that is no list',
      'runbooks: { folders: mine }',
      'holdfast.yaml:3:22: error: runbooks.folders: `folders` cannot be a text. Write a list.',
    ],
  ])('%s', (_what, text, line) => {
    expect(printed(text)).toEqual([line]);
  });

  it('several at once, in the order of the file', () => {
    const lines = printed(
      'gateway:\n  port: -1\nlimits: { quiet: soon }\nkinds: x\ncatalogue: { services: { a: { owner: 5 } } }',
    );
    expect(lines.map((line) => line.split(': ')[0])).toEqual([
      'holdfast.yaml:4:9',
      'holdfast.yaml:5:18',
      'holdfast.yaml:6:1',
      'holdfast.yaml:7:38',
    ]);
  });

  it('a hundred at once, of which thirty are printed', () => {
    const lines = printed(Array.from({ length: 100 }, (_, index) => `unknown${index}: 1`).join('\n'));
    expect(lines).toHaveLength(31);
    expect(lines.at(-1)).toBe('... and 70 more');
  });

  it.each(['bearer: s3cr3t-value', 'bearer: { env: s3cr3t-value }', 'bearer: [s3cr3t-value]'])(
    'a secret that stands in the file (%s), without repeating it',
    (line) => {
      const [message = ''] = printed(`gateway: { changes: { ${line} } }`);
      expect(message).toContain('gateway.changes.bearer');
      expect(message).not.toContain('s3cr3t');
    },
  );

  it('the address of a Slack webhook that stands in the file, without repeating it', () => {
    const url = 'https://hooks.slack.com/services/s3cr3t';
    const [message = ''] = printed(`notifications: { destinations: { chat: { kind: slack, url: "${url}" } } }`);
    expect(message).toContain('notifications.destinations.chat.url');
    expect(message).not.toContain('s3cr3t');
  });

  it('nothing when there is no mistake', () => {
    const text = 'apiVersion: holdfast/v2\nkind: Configuration\n';
    expect(parseConfiguration(text, 'x').gateway.port).toBe(8480);
    expect(parseConfiguration('{"apiVersion":"holdfast/v2","kind":"Configuration"}', 'x').integrations).toEqual({});
  });
});
