import { spansOf, type MaskingPattern } from '../masking-pattern.ts';

/** The prefixes and shapes of providers' tokens. One line per provider, by name. */
const shapes: readonly string[] = [
  'sk-ant-[A-Za-z0-9_-]{20,}', // Anthropic
  'dapi[a-f0-9]{32}', // Databricks
  'do[opr]_v1_[a-f0-9]{64}', // DigitalOcean
  'dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}', // Docker
  'gh[pousr]_[A-Za-z0-9]{30,}', // GitHub
  'github_pat_[A-Za-z0-9_]{22,}',
  'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_.-]{20,}', // GitLab
  'AIza[A-Za-z0-9_-]{35}', // Google
  'ya29\\.[A-Za-z0-9_-]{20,}',
  'GOCSPX-[A-Za-z0-9_-]{20,}',
  '1//0[A-Za-z0-9_-]{20,}',
  'gl(?:sa|c)_[A-Za-z0-9+/=_]{30,}', // Grafana
  'hv[sbr]\\.[A-Za-z0-9_-]{20,}', // HashiCorp Vault
  '[A-Za-z0-9]{14}\\.atlasv1\\.[A-Za-z0-9_-]{40,}',
  'hf_[A-Za-z0-9]{30,}', // Hugging Face
  'npm_[A-Za-z0-9]{30,}', // npm
  'NRAK-[A-Z0-9]{27}', // New Relic
  'sk-(?:proj|svcacct|admin|None)-[A-Za-z0-9_-]{20,}', // OpenAI
  'sk-[A-Za-z0-9]{32,}',
  'pypi-AgE[A-Za-z0-9_-]{40,}', // PyPI
  'SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,}', // SendGrid
  'xox[abeoprs]-[A-Za-z0-9-]{10,}', // Slack
  'xapp-[A-Za-z0-9-]{10,}',
  '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}', // Stripe
  'whsec_[A-Za-z0-9+/=]{24,}',
  '\\d{8,10}:AA[A-Za-z0-9_-]{33}', // Telegram
  'SK[0-9a-f]{32}(?![0-9a-f])', // Twilio
];

// Not inside a word: a service may be called `risk-...`. What follows a prefix is read to its end and then matches, so
// no part of a text is read twice for one shape.
const token = new RegExp(`(?<![A-Za-z0-9])(?:${shapes.join('|')})`, 'g');
/** Incoming webhooks: the path alone allows posting. */
const webhook =
  /(?<before>hooks\.slack\.com\/(?:services|workflows|triggers)\/|discord(?:app)?\.com\/api\/webhooks\/)[A-Za-z0-9_/-]{16,}/g;

/** Tokens of well-known providers, recognised by their shape. */
export const serviceTokens: MaskingPattern = {
  name: 'token',
  find: (text) => [...spansOf(text, token), ...spansOf(text, webhook)],
};
