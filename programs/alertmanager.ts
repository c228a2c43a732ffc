import { buildWithGo } from './go.ts';
import { obtain, type Obtained, type ObtainOptions, type Program, type Way } from './obtain.ts';
import { releaseArchive } from './release-archive.ts';

const version = '0.28.1';

const address = (platform: string) =>
  `https://github.com/prometheus/alertmanager/releases/download/v${version}/alertmanager-${version}.${platform}.tar.gz`;

const release = releaseArchive({
  program: 'alertmanager',
  version,
  archives: {
    'linux-x64': {
      url: address('linux-amd64'),
      sha256: '5ac7ab5e4b8ee5ce4d8fb0988f9cb275efcc3f181b4b408179fafee121693311',
      member: `alertmanager-${version}.linux-amd64/alertmanager`,
    },
    'linux-arm64': {
      url: address('linux-arm64'),
      sha256: 'd8832540e5b9f613d2fd759e31d603173b9c61cc7bb5e3bc7ae2f12038b1ce4f',
      member: `alertmanager-${version}.linux-arm64/alertmanager`,
    },
  },
});

// Debian's package does not work: unpacked it cannot load a configuration, because a template path under /usr is fixed.
const goBuild: Way = {
  name: 'built with Go',
  label: `go-${version}`,
  fetch: (folder, options) =>
    buildWithGo(
      {
        program: 'alertmanager',
        module: 'github.com/prometheus/alertmanager',
        version: `v${version}`,
        shownVersion: version,
        command: 'cmd/alertmanager',
        expectation: 'one to two minutes, once',
      },
      folder,
      options,
    ),
};

/** The Alertmanager. */
export const alertmanagerProgram: Program = {
  name: 'alertmanager',
  // Debian uses a different name.
  commands: ['alertmanager', 'prometheus-alertmanager'],
  versionPattern: /^alertmanager, version (\d\S*)/m,
  // The first version whose receivers support `authorization` and `max_alerts`.
  oldestVersion: '0.22.0',
  ways: [release, goBuild],
  byHand:
    'Install Alertmanager (https://prometheus.io/download, Debian: apt-get install prometheus-alertmanager, macOS: brew install alertmanager) so that `alertmanager` is on PATH, and start again.',
};

/** See {@link obtain}. */
export function obtainAlertmanager(options: ObtainOptions): Promise<Obtained> {
  return obtain(alertmanagerProgram, options);
}
