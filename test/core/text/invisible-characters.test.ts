import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActionDocumentSchema } from '#core/actions/action-document';
import { cut } from '#core/text/cut';
import { escapeInvisible } from '#core/text/escape-invisible';
import { hasInvisible, withoutInvisible } from '#core/text/invisible-characters';
import { plainLine, plainText } from '#core/text/plain-text';
import { mapTexts } from '#core/text/map-texts';
import { sanitiseText } from '#core/text/sanitise';
import { actionDocument } from '../../negative-controls/scripted-executor.ts';

const codePoints = Array.from({ length: 0x110000 }, (_, codePoint) => codePoint);
const kept = (property: RegExp) =>
  codePoints
    .filter((codePoint) => property.test(String.fromCodePoint(codePoint)))
    .filter((codePoint) => !hasInvisible(String.fromCodePoint(codePoint)))
    .map((codePoint) => codePoint.toString(16));
const invisible = codePoints.map((codePoint) => String.fromCodePoint(codePoint)).filter(hasInvisible);

/** Texts made to hide: few visible characters between invisible ones, halves of pairs, and parts of escape sequences. */
const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...'aZ9 \n\t\r.\\[]0;m'),
      fc.constantFrom(
        '\u001b',
        '\u001b[31m',
        '\u001b]0;',
        '\u0007',
        '\u009b',
        '\ud83d',
        '\ude00',
        '\udb40',
        '\udc41',
        '😀',
      ),
      fc.constantFrom(...invisible),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('the table of invisible characters', () => {
  it.each<[string, RegExp]>([
    ['is ignored by default', /^\p{Default_Ignorable_Code_Point}$/u],
    ['turns the direction', /^\p{Bidi_Control}$/u],
    ['selects a variant', /^\p{Variation_Selector}$/u],
    ['separates lines or paragraphs', /^[\p{Zl}\p{Zp}]$/u],
    ['is half a character', /^\p{Surrogate}$/u],
    ['is no character', /^\p{Noncharacter_Code_Point}$/u],
    ['is a control, but for tab and line feed', /^(?![\t\n])\p{Cc}$/u],
  ])('has all that %s', (_, property) => {
    expect(kept(property)).toEqual([]);
  });

  it('has all format characters but the Arabic, Syriac and Kaithi signs that are seen', () => {
    const seen = ['600', '601', '602', '603', '604', '605', '6dd', '70f', '890', '891', '8e2', '110bd', '110cd'];
    expect(kept(/^\p{Cf}$/u)).toEqual(seen);
  });

  it.each(['\u2800', '\u3164', '\u115f', '\u1160', '\uffa0', '\u180e', '\u034f', '\u00ad', '\u{1d159}', '\u{16fe4}'])(
    'has what is blank though it counts as a letter, mark or symbol: %j',
    (blank) => {
      expect(hasInvisible(`a${blank}b`)).toBe(true);
    },
  );

  it('has no letter, number or punctuation mark of a living script, no emoji, and no space', () => {
    const text =
      'Grüße, здравствуйте, 你好, こんにちは, 안녕하세요, שלום, مرحبا, नमस्ते, สวัสดี: 14 % – “ok” 😀👍🏽⚠ a\u00a0b\tc\nd';
    expect([hasInvisible(text), withoutInvisible(text)]).toEqual([false, text]);
  });
});

describe('text from outside', () => {
  it('has no invisible character after it was cleaned, whatever hid in it', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 8, max: 40 }), (text, maximumLength) => {
        const shown = [
          withoutInvisible(text),
          plainText(text, maximumLength),
          plainLine(text, maximumLength),
          sanitiseText(text),
          mapTexts({ [text]: [text] }, sanitiseText),
          escapeInvisible(text),
        ];
        for (const one of shown) {
          const texts = typeof one === 'string' ? [one] : Object.entries(one as Record<string, string[]>).flat(2);
          expect(texts.filter(hasInvisible)).toEqual([]);
        }
        expect(plainLine(text, maximumLength)).toMatch(/^[^\n\t]*$/);
      }),
      { numRuns: 500 },
    );
  });

  it('is left as it is where it was clean', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        const clean = withoutInvisible(text);
        expect(withoutInvisible(clean)).toBe(clean);
      }),
    );
  });

  it('does not become a hidden tag when what stood between its halves is taken out', () => {
    expect(withoutInvisible('a\udb40\u200b\udc41b')).toBe('a\ufffd\ufffdb');
  });

  it('keeps its words apart where its lines ended in an unusual way', () => {
    expect(withoutInvisible('one\r\ntwo\rthree\u2028four\u2029five\u0085six\u000bseven')).toBe(
      'one\ntwo\nthree\nfour\nfive\nsix\nseven',
    );
  });

  it('loses whole escape sequences of terminals', () => {
    expect(withoutInvisible('\u001b[31mred\u001b[0m \u001b]0;title\u0007end \u009b1mbold')).toBe('red end bold');
  });

  it('becomes one line', () => {
    expect(plainLine('  a\n\tb\u00a0 c\u200b  ', 80)).toBe('a b c');
  });

  it('keeps an emoji without the selector of its colours', () => {
    expect(plainLine('⚠\ufe0f Restart', 80)).toBe('⚠ Restart');
  });
});

describe('the cut', () => {
  it('is never longer than asked, never through a character, and shows', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, length) => {
        const short = cut(text, length);
        expect(short.length).toBeLessThanOrEqual(length);
        expect(hasLoneSurrogate(short)).toBe(false);
        if (short !== text) expect(short.endsWith('…') && text.startsWith(short.slice(0, -1))).toBe(true);
        else expect(text.length).toBeLessThanOrEqual(length);
      }),
    );
  });

  it('leaves a half character out', () => {
    expect([cut('ab😀cd', 4), cut('ab😀cd', 5), cut('ab😀cd', 3, '')]).toEqual(['ab…', 'ab😀…', 'ab']);
  });

  it('says how much a model does not get', () => {
    const text = sanitiseText('y'.repeat(10_000));
    expect([text.length, text.endsWith('y [cut: 10000 characters]')]).toEqual([8_192, true]);
  });
});

describe('the title of an action', () => {
  it('is refused with any invisible character in it: it is what people approve', () => {
    const taken = invisible.filter(
      (character) =>
        ActionDocumentSchema.safeParse({ ...actionDocument(), title: `Scale${character}payments` }).success,
    );
    expect(taken).toEqual([]);
  });
});

describe('escaped text', () => {
  it('shows every character that hides or is blank, and nothing else', () => {
    expect(escapeInvisible('a\u200bb\u3164c\u00a0d\ud800e\ue000f\u{e0041}\tg\nä é 你 😀 x')).toBe(
      'a\\u{200b}b\\u{3164}c\\u{a0}d\\u{d800}e\\u{e000}f\\u{e0041}\\u{9}g\nä é 你 😀 x',
    );
  });
});

function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
