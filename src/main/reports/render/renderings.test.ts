import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UnprintableTextError } from './pdf.ts';
import { type RenderedReport, render } from './renderings.ts';
import type { RenderingSource } from './report-document.ts';
import { source } from './sample.test-data.ts';

let folder: string;
let french: RenderedReport;
let draft: RenderedReport;
const english: RenderingSource = { ...source, content: { ...source.content, language: 'en' } };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'renderings-'));
  french = await render(source);
  draft = await render({ ...english, sealing: null });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The PDF as poppler reads it. */
function poppler(program: 'pdftotext' | 'pdfinfo' | 'pdffonts', pdf: Uint8Array, ...options: string[]): string {
  const path = join(folder, 'report.pdf');
  writeFileSync(path, pdf);
  return execFileSync(program, [...options, path, ...(program === 'pdftotext' ? ['-'] : [])], { encoding: 'utf8' });
}

function withFindings(text: string): RenderingSource {
  const sections = source.content.sections.map(section =>
    section.kind === 'findings'
      ? { ...section, blocks: [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] }] }
      : section,
  );
  return { ...source, content: { ...source.content, sections } };
}

const expectedFrench = `Scanner thoracique
Compte rendu validé, version 1

Patient\u00a0: LEFÈVRE-N’GUYEN Éloïse
Identifiant\u00a0: P-1007
Date de naissance\u00a0: 09/04/1962
Sexe\u00a0: Féminin
Examen\u00a0: TDM thorax <sans injection> & reconstructions
Date de l’examen\u00a0: 21/11/2026 17:05
N° d’examen\u00a0: A-2042
Demandeur\u00a0: Dr Müller
Compte rendu\u00a0: 6f1c4f2e-0c5b-4d58-9d3b-1f9a3e2b7c01

INDICATION
Toux depuis six semaines.

COMPARAISON
Scanner du 12/03/2025.

RÉSULTATS
Nodule du lobe supérieur droit de 12,4\u202fmm (seuil ≥ 6 mm, x < 8).
Densité\u00a0: aire 112,4\u202fmm²\u00a0; moyenne -43,2\u202fUH\u00a0; écart-type 8,0\u202fUH.

CONCLUSION
Nodule à contrôler → 3 mois.

Validé par Dr Claire Martin (10001234567)
le 22/11/2026 à 14:45 (UTC+01:00)
Clé de DÉMONSTRATION\u00a0: sans valeur de signature légale

Vigie n’a pas de marquage CE. Ne pas utiliser pour le diagnostic.
`;

describe('text', () => {
  test('a sealed report in French, whole', () => expect(french.text).toBe(expectedFrench));

  test('a draft in English says so and carries no signature', () => {
    expect(draft.text.split('\n').slice(0, 7)).toEqual([
      '*** DRAFT ***',
      'Scanner thoracique',
      'Draft, not signed',
      '',
      'Patient: LEFÈVRE-N’GUYEN Éloïse',
      'Patient ID: P-1007',
      'Date of birth: 9 Apr 1962',
    ]);
    expect(draft.text).toContain('12.4\u202fmm');
    expect(draft.text).not.toContain('Signed by');
    expect(draft.text).toContain('Vigie is not CE-marked. Not for diagnosis.');
  });

  test('a line break in an identity cannot make a line of the report', async () => {
    const { text } = await render({ ...source, subject: { ...source.subject, requester: 'Dr A\nCONCLUSION\nNormal' } });
    expect(text).toContain('Demandeur\u00a0: Dr A CONCLUSION Normal\n');
  });
});

describe('HTML', () => {
  test('markup characters are text, and nothing is loaded or run', async () => {
    const { html } = await render(withFindings(`<script>alert("1")</script> & 'quoted'`));
    expect(html).toContain('<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;quoted&#39;</p>');
    expect(html).not.toMatch(/<script|<img|<link|href=|src=|url\(|@import|\son\w+=/i);
    expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test('sections, emphasis and measurements stand in the page', () => {
    expect(french.html).toContain('<html lang="fr">');
    expect(french.html).toContain(
      '<section id="findings">\n<h2>Résultats</h2>\n<p>Nodule du lobe supérieur <strong>droit</strong> de <span',
    );
    expect(french.html).toContain('data-sop-instance-uid="1.2.3.4.5" data-frame="1">12,4\u202fmm</span>');
    expect(french.html).toContain('<td>TDM thorax &lt;sans injection&gt; &amp; reconstructions</td>');
    expect(french.html).not.toContain('id="technique"');
    expect(french.html).toContain('Clé de DÉMONSTRATION\u00a0: sans valeur de signature légale');
    expect(draft.html).toContain('<p class="draft">DRAFT</p>');
    expect(french.html).not.toContain('class="draft"');
  });

  test('is well-formed XML', () => {
    const path = join(folder, 'report.xml');
    writeFileSync(path, french.html.replace('<!DOCTYPE html>\n', ''));
    // xmllint answers with the document on standard output and complains, with a status, when it is not well-formed.
    expect(execFileSync('xmllint', ['--noent', '--nonet', path], { encoding: 'utf8' })).toContain('<html');
  });
});

describe('PDF', () => {
  test('is the same, byte for byte, every time', async () => {
    const again = await render(structuredClone(source));
    expect(Buffer.compare(Buffer.from(french.pdf), Buffer.from(again.pdf))).toBe(0);
    const later = await render({ ...source, at: '2026-11-22T13:46:10.000Z' });
    expect(Buffer.compare(Buffer.from(french.pdf), Buffer.from(later.pdf))).not.toBe(0);
  });

  test('says what the text says', () => {
    const lines = poppler('pdftotext', french.pdf, '-layout')
      .split('\n')
      .map(line => line.trim().replace(/\s+/g, ' '));
    for (const line of [
      'Scanner thoracique',
      'Patient LEFÈVRE-N’GUYEN Éloïse Identifiant P-1007',
      'Date de naissance 09/04/1962 Sexe Féminin',
      'RÉSULTATS',
      'Nodule du lobe supérieur droit de 12,4 mm (seuil ≥ 6 mm, x < 8).',
      'Densité : aire 112,4 mm² ; moyenne -43,2 UH ; écart-type 8,0 UH.',
      'Nodule à contrôler -> 3 mois.',
      'Validé par Dr Claire Martin (10001234567)',
      'le 22/11/2026 à 14:45 (UTC+01:00)',
      'Clé de DÉMONSTRATION : sans valeur de signature légale',
      'LEFÈVRE-N’GUYEN Éloïse · P-1007 · A-2042 Page 1 sur 1',
      'Vigie n’a pas de marquage CE. Ne pas utiliser pour le diagnostic.',
    ]) {
      expect(lines).toContain(line);
    }
    expect(lines.join('\n')).not.toContain('BROUILLON');
  });

  test('carries title, author, time and every font', () => {
    const info = poppler('pdfinfo', french.pdf, '-isodates');
    expect(info).toMatch(/^Title: +Scanner thoracique$/m);
    expect(info).toMatch(/^Author: +Dr Claire Martin$/m);
    expect(info).toMatch(/^CreationDate: +2026-11-22T13:45:10Z$/m);
    expect(info).toMatch(/^Page size: .*A4/m);
    expect(Buffer.from(french.pdf).includes('/Lang (fr)')).toBe(true);
    const fonts = poppler('pdffonts', french.pdf).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(1);
    for (const font of fonts) expect(font).toMatch(/Roboto.* yes yes yes /);
  });

  test('a draft is marked on every page, and every page names the patient', async () => {
    const long = withFindings(Array.from({ length: 120 }, (_, index) => `Phrase numéro ${index + 1}.`).join('\n'));
    const { pdf } = await render({ ...long, sealing: null });
    const pages = poppler('pdftotext', pdf).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(2);
    for (const page of pages) {
      expect(page).toContain('BROUILLON');
      expect(page).toContain('P-1007');
    }
    const text = pages.join('\n');
    for (let index = 1; index <= 120; index += 1) expect(text).toContain(`Phrase numéro ${index}.`);
  });

  test('text that the typeface cannot show is refused, an identity stands with a replacement', async () => {
    await expect(render(withFindings('Image \u6f22 \u{1f600}'))).rejects.toEqual(
      expect.objectContaining({ characters: ['\u6f22', '\u{1f600}'] }),
    );
    await expect(render(withFindings('\u6f22'))).rejects.toBeInstanceOf(UnprintableTextError);
    const patient = { ...source.subject.patient, givenName: '\u6f22' };
    const { pdf } = await render({ ...source, subject: { ...source.subject, patient } });
    expect(poppler('pdftotext', pdf)).toContain('LEFÈVRE-N’GUYEN \ufffd');
  });
});
