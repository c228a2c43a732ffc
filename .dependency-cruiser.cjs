// Who may import what. Every comment is what a newcomer reads when the check fails: what is wrong, and what to do instead.
const values = { dependencyTypesNot: ['type-only'] };

/** The subjects of core/, each of which may know those before it. */
const subjects =
  'text json time ids documents evidence alerts analysis runbooks actions policy runs incidents brief'.split(' ');

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or need a third that both import.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'This import leads nowhere: mend the path, or install the package.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      comment:
        'The product may only import what package.json lists under dependencies; a transitive package can vanish.',
      from: { pathNot: '^(test/|[^/]+[.]config[.]ts$)' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'] },
    },
    {
      name: 'core-imports-nothing-of-ours',
      severity: 'error',
      comment:
        'core/ is pure: no clock, no disk, no Temporal, no MCP. Pass in what it needs, or move the effect to activities/.',
      from: { path: '^core/' },
      to: { pathNot: ['^core/', 'node_modules/(zod|yaml|canonicalize|@marcbachmann/cel-js)/'] },
    },
    ...subjects.slice(0, -1).map((subject, index) => ({
      name: 'core-points-down',
      severity: 'error',
      comment: `A subject of core/ knows only those before it (${subjects.join(', ')}). Move what both need down, or the user up.`,
      from: { path: `^core/${subject}/` },
      to: { path: `^core/(${subjects.slice(index + 1).join('|')})/` },
    })),
    {
      name: 'workflows-are-sandboxed',
      severity: 'error',
      comment:
        'Workflow code is bundled and replayed: it takes values from itself, @temporalio/workflow and common, and the schema-free parts of core only. Import a type, or do the work in an activity.',
      from: { path: '^workflows/' },
      to: {
        ...values,
        pathNot: ['^workflows/', '^core/', 'node_modules/@temporalio/(workflow|common)/'],
      },
    },
    {
      name: 'workflows-take-no-schemas',
      severity: 'error',
      comment: 'A parser in the sandbox would run again on every replay. Parse at the edge; import the type only.',
      from: { path: '^workflows/' },
      to: {
        ...values,
        path: [
          '^core/(documents|policy|analysis|brief)/',
          '^core/evidence/(observations|read-observations|list-order)[.]ts$',
          '^core/actions/(action-document|decision-claims)[.]ts$',
          '^core/ids/id-schemas[.]ts$',
          '^core/runbooks/steps/(?!step[.]ts$)',
          '^core/runbooks/(compile-|check-|editor-|match-document|read-steps|runbook-(document|source))',
          '^core/runbooks/expressions/(check-|infer-|json-schema)',
          '^core/runbooks/form-schema[.]ts$',
        ],
      },
    },
    {
      name: 'activities-stand-alone',
      severity: 'error',
      comment: 'An activity declares the interface it needs and gets it from workers/; it does not reach for it.',
      from: { path: '^activities/' },
      to: { path: '^(workflows|workers|gateway|mcp|records|configuration|settings|lab|cli|terminal)/' },
    },
    {
      name: 'tool-servers-stand-alone',
      severity: 'error',
      comment:
        'A tool server knows the kit, its back ends, what settings are made of, and core. What else it needs is a port in mcp/kit/ports.ts that workers/ plugs in.',
      from: { path: '^mcp/' },
      to: {
        pathNot: [
          '^mcp/',
          '^core/',
          '^settings/',
          '^http-client/',
          '^processes/',
          'node_modules/',
          '^node:|^[a-z_/]+$',
        ],
      },
    },
    {
      name: 'one-tool-server-does-not-know-another',
      severity: 'error',
      comment: 'A tool server can be deleted by deleting its folder. Shared code belongs in mcp/kit or mcp/backends.',
      from: { path: '^mcp/servers/([^/]+)/' },
      to: { path: '^mcp/servers/([^/]+)/', pathNot: '^mcp/servers/$1/' },
    },
    {
      name: 'records-stand-alone',
      severity: 'error',
      comment: 'records/ keeps files and masks; it implements the ports of others (as types) and needs nobody.',
      from: { path: '^records/' },
      to: { ...values, path: '^(workflows|workers|activities|mcp|gateway|lab|cli|terminal)/' },
    },
    {
      name: 'approvals-share-no-process-with-hooks',
      severity: 'error',
      comment:
        'The process that holds the signing key parses no hook and no tool answer. What is HTTP in general it may share with the gateway; everything else comes through approvals/service/ports.ts.',
      from: { path: '^approvals/' },
      to: { ...values, path: '^(activities|workers|mcp|lab|cli|terminal|gateway)/' },
    },
    {
      name: 'executor-holds-no-model-and-no-hook',
      severity: 'error',
      comment:
        'What runs with write credentials, or with the key that signs decisions, parses actions and decisions, nothing else. Move what you need to where it does not drag the rest along.',
      from: { path: '^(workers/(executor|approvals|execution/)|activities/actions/|mcp/kit/write-)' },
      to: { reachable: true, path: '^(gateway/(hooks|app)|activities/model|(lab|cli|terminal)/)' },
    },
    {
      name: 'gateway-talks-through-ports',
      severity: 'error',
      comment:
        'The gateway is HTTP: it takes the clients of temporal/, what settings are made of, and the ports in gateway/ports.ts.',
      from: { path: '^gateway/' },
      to: {
        ...values,
        path: '^(activities|workers|mcp|records|lab|cli|terminal|configuration|approvals)/',
      },
    },
    {
      name: 'web-knows-no-service',
      severity: 'error',
      comment:
        'web/ is the HTTP frame and the page kit of every service: it takes from core/ and packages only. What one service says or does stays in that service.',
      from: { path: '^web/' },
      to: { pathNot: ['^web/', '^core/', 'node_modules/', '^node:|^[a-z_/]+$'] },
    },
    {
      name: 'temporal-speaks-in-messages',
      severity: 'error',
      comment:
        'temporal/ turns calls into messages to workflows and their answers into records of core/. What else it needs is an argument.',
      from: { path: '^temporal/' },
      to: { pathNot: ['^temporal/', '^core/', '^workflows/', 'node_modules/', '^node:|^[a-z_/]+$'] },
    },
    {
      name: 'rehearsals-run-steps-and-nothing-else',
      severity: 'error',
      comment: 'A rehearsal is steps on scripted replies: without Temporal, tools, disk or network.',
      from: { path: '^rehearsals/' },
      to: { pathNot: ['^rehearsals/', '^core/', '^workflows/run/steps/', 'node_modules/zod/'] },
    },
    {
      name: 'notifications-only-tell',
      severity: 'error',
      comment:
        'A destination sends a message and says what became of it. What it may know of the system comes as an argument from workers/.',
      from: { path: '^notifications/' },
      to: {
        pathNot: [
          '^notifications/',
          '^core/',
          '^http-client/',
          '^records/(disk-error|durable-file)[.]ts$',
          'node_modules/',
          '^node:|^[a-z_/]+$',
        ],
      },
    },
    {
      name: 'workflows-are-passed-by-path',
      severity: 'error',
      comment:
        'Temporal bundles workflows/ from its path; only its messages, search attributes and the steps, which know nothing of Temporal (rehearsals run them too), may be loaded outside the sandbox.',
      from: { pathNot: '^(workflows|test)/' },
      to: {
        ...values,
        path: '^workflows/',
        pathNot: '^workflows/([a-z]+/messages[.]ts$|search-attributes[.]ts$|run/steps/)',
      },
    },
    {
      name: 'steps-know-no-temporal',
      severity: 'error',
      comment:
        'How a runbook is carried out does not depend on what carries it out: rehearsals run the same steps on scripted replies. What a step needs of the world is in workflows/run/steps/runtime.ts.',
      from: { path: '^workflows/run/steps/' },
      to: { ...values, pathNot: ['^workflows/run/steps/', '^core/'] },
    },
    {
      name: 'http-client-knows-nobody',
      severity: 'error',
      comment:
        'How an address is asked does not depend on what is asked there: no configuration, no tool, no message of a back end. Pass in what it needs, or map its answers and failures where you call it.',
      from: { path: '^http-client/' },
      to: { pathNot: ['^http-client/', '^core/text/', 'node_modules/(undici|zod)/', '^node:|^[a-z_/]+$'] },
    },
    {
      name: 'undici-in-one-place',
      severity: 'error',
      comment:
        'Authentication, proxies, certificates, limits and retries are in http-client/ and nowhere else: send your request with its client.',
      from: { pathNot: '^http-client/' },
      to: { path: 'node_modules/undici/' },
    },
    {
      name: 'processes-and-programs-know-nobody',
      severity: 'error',
      comment: 'How a process is owned and where a program is found does not depend on what it is used for.',
      from: { path: '^(processes|programs)/' },
      to: { path: '^(core|workflows|workers|activities|mcp|gateway|records|lab|cli|terminal|configuration|settings)/' },
    },
    {
      name: 'lab-is-a-system-like-any-other',
      severity: 'error',
      comment: 'Holdfast reaches the lab as it would reach any system: over HTTP. Only the command line starts it.',
      from: { pathNot: '^(lab|cli|test)/' },
      to: { path: '^lab/' },
    },
    {
      name: 'nobody-imports-the-top',
      severity: 'error',
      comment: 'Entry points, command line and tests are the top: move what you need into the folder that owns it.',
      from: { pathNot: '^(workers|cli|test|lab/(demo/|command))' },
      to: { path: '^(workers|cli|test)/' },
    },
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      comment:
        'cli/ holds commands for people and imports the demo. What a command shares with it is in terminal/; what a program needs belongs in workers/ or below.',
      from: { pathNot: '^(cli|test)/' },
      to: { path: '^(cli|test)/' },
    },
    {
      name: 'the-terminal-knows-no-command',
      severity: 'error',
      comment: 'terminal/ is what commands share. What only one noun needs belongs in the folder of that noun in cli/.',
      from: { path: '^terminal/' },
      to: { pathNot: ['^terminal/', '^core/', '^configuration/', 'node_modules/', '^node:|^[a-z_/]+$'] },
    },
    {
      name: 'settings-know-no-configuration',
      severity: 'error',
      comment:
        'settings/ is what every configurable part builds its own settings from, configuration/ included. It knows none of them.',
      from: { path: '^settings/' },
      to: { pathNot: ['^settings/', '^core/', '^http-client/', 'node_modules/', '^node:|^[a-z_/]+$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules)/' },
    // 'specify' keeps type-only imports apart from value imports.
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      conditionNames: ['holdfast-source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
