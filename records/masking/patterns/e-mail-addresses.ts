import { spansOf, type MaskingPattern } from '../masking-pattern.ts';

/** Matches only at the start of a run of name characters, so that each run is read once. */
const address =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+(?:@|%40)(?!v?\d+\.\d)(?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24}(?![\p{L}\p{N}-])/gu;

/** E-mail addresses, but not versions (`checkout@1.2.0-rc`), units (`getty@tty1.service`) and cluster names. */
export const eMailAddresses: MaskingPattern = {
  name: 'e-mail',
  find: (text) =>
    text.includes('@') || text.includes('%40')
      ? spansOf(text, address, (found) => !/\.(?:service|socket|timer|slice|mount|cluster\.local)$/.test(found))
      : [],
};
