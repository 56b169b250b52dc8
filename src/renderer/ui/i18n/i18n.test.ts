import { describe, expect, it } from 'vitest';
import { failureCodes } from '../../../contract/index.ts';
import { failureLine, failureText } from './failure-text.ts';
import { resources } from './resources.ts';

function texts(tree: object, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : texts(value, `${prefix}${key}.`),
  );
}

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(match => match[1]).sort();

describe('the texts of the screens', () => {
  const french = new Map(texts(resources.fr));
  const english = new Map(texts(resources.en));

  it('have the same keys in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...french.keys()].sort());
  });

  it('are nowhere empty', () => {
    const empty = [...french, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it('take the same values in both languages', () => {
    for (const [key, text] of french) expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text));
  });

  it('say every failure in a full sentence', () => {
    for (const language of ['fr', 'en'] as const) {
      const sentences = resources[language].failures.sentence;
      expect(Object.keys(sentences).sort()).toEqual([...failureCodes].sort());
      for (const sentence of Object.values(sentences)) expect(sentence).toMatch(/^[A-ZÀÉ].{20,}\.$/);
    }
  });
});

describe('a failure', () => {
  const failure = {
    code: 'pacs-unreachable',
    params: { reason: 'timeout', done: 212, total: 400 },
    words: 'ETIMEDOUT',
  } as const;

  it('says what happened, how far it got and the words of the peer', () => {
    expect(failureText(failure, 'fr')).toEqual({
      sentence:
        'PACS injoignable. Les images déjà reçues restent lisibles ; reprise automatique. 212 images sur 400 sont ici.',
      headline: 'PACS injoignable',
      cause: 'délai dépassé',
      details: 'cause\u202f: délai dépassé',
      words: 'Réponse du serveur : « ETIMEDOUT »',
    });
  });

  it('is one line for titles', () => {
    expect(failureLine({ code: 'order-unreadable', params: { file: 'a.hl7' } }, 'en')).toBe(
      'An order is unreadable and was set aside. The other orders are taken in. (file: a.hl7)',
    );
  });
});
