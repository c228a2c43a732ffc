import { spansOf, type MaskingPattern } from '../masking-pattern.ts';

/** `scheme://user:password@host`: an unescaped `@` in the password belongs to it, a `/` never does. */
const inUrl = /(?<before>:\/\/[^\s/?#@:"'<>\\]{0,128}:)[^\s/?#"'<>\\]{1,256}(?=@)/g;
/** `user:password@tcp(host:3306)/name`, as Go's MySQL driver writes it. */
const inDriverName = /(?<before>(?<![^\s"'=])[\w.-]{1,64}:)[^\s"'<>()]{1,100}(?=@(?:tcp|unix)\()/g;
/** Signatures that make a URL a credential: AWS, Google, Azure. */
const signature = /(?<before>[?&](?:x-(?:amz|goog)-signature|sig|signature)=)[^\s&"'<>#\\]{8,}/gi;

/** Passwords and signatures in addresses. */
export const urlPasswords: MaskingPattern = {
  name: 'url-password',
  find: (text) =>
    text.includes('@') || text.includes('=')
      ? [
          ...spansOf(text, inUrl),
          ...(text.includes('@tcp(') || text.includes('@unix(') ? spansOf(text, inDriverName) : []),
          ...spansOf(text, signature),
        ]
      : [],
};
