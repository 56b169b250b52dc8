import { describe, expect, it } from 'vitest';
import { formatBodyPart } from './body-part.ts';
import { ageOn, formatAge, formatDate, formatDuration, formatInstant, formatLocalDateTime } from './dates.ts';
import { foldText, formatName } from './names.ts';
import { formatBytes, formatNumber, formatQuantity } from './numbers.ts';

const minute = 60_000;

describe('dates', () => {
  it('are written as each language reads them', () => {
    expect(formatDate('2026-11-22', 'fr')).toBe('22/11/2026');
    expect(formatDate('2026-11-22', 'en')).toBe('22 Nov 2026');
    expect(formatLocalDateTime('2026-11-22T03:14:59', 'fr')).toBe('22/11/2026 03:14');
    expect(formatLocalDateTime('2026-09-02', 'en')).toBe('02 Sep 2026');
    expect(formatDate('inconnue', 'fr')).toBe('inconnue');
  });

  it('show instants in the time zone of the workstation', () => {
    const local = new Date(2026, 10, 22, 3, 14);
    expect(formatInstant(local.toISOString(), 'fr')).toBe('22/11/2026 03:14');
  });
});

describe('lengths of time', () => {
  it.each([
    [12 * minute, '12 min', '12 min'],
    [185 * minute, '3 h 05', '3 h 05'],
    [-70 * minute, '1 h 10', '1 h 10'],
    [(2 * 24 + 4) * 60 * minute, '2 j 4 h', '2 d 4 h'],
    [30 * 24 * 60 * minute, '30 j', '30 d'],
  ])('%d ms', (length, french, english) => {
    expect(formatDuration(length, 'fr')).toBe(french);
    expect(formatDuration(length, 'en')).toBe(english);
  });
});

describe('ages', () => {
  it.each([
    ['1979-03-28', '2026-11-22', '47 ans'],
    ['1979-11-22', '2026-11-22', '47 ans'],
    ['1979-11-23', '2026-11-22', '46 ans'],
    ['2025-03-28', '2026-11-22', '19 mois'],
    ['2026-11-10', '2026-11-22', '12 jours'],
  ])('born %s, seen %s', (birth, day, text) => {
    expect(formatAge(ageOn(birth, day)!, 'fr')).toBe(text);
  });

  it('are unknown before birth', () => {
    expect(ageOn('2027-01-01', '2026-11-22')).toBe(null);
  });
});

describe('names', () => {
  it('put the family name in capitals with its accents', () => {
    expect(formatName({ familyName: 'Lefèvre', givenName: 'Anaïs' })).toBe('LEFÈVRE Anaïs');
    expect(formatName({ familyName: '', givenName: 'Anaïs' })).toBe('Anaïs');
  });

  it('stand before their ideographs', () => {
    const patient = { familyName: 'Yamada', givenName: 'Tarou', ideographicName: '山田 太郎' };
    expect(formatName(patient)).toBe('YAMADA Tarou (山田 太郎)');
  });

  it('fold accents of letters alone', () => {
    // ga is ka with a voicing mark: another sound, another name
    expect(foldText('がき')).not.toBe(foldText('かき'));
    expect(foldText('Йод Ёлка')).toBe('иод елка');
  });

  it('fold accents, case and ligatures for searching', () => {
    expect(foldText('Lefèvre ŒUVRE Ñ')).toBe('lefevre oeuvre n');
  });
});

describe('numbers', () => {
  it('use the decimal mark of the language and a true minus', () => {
    expect(formatNumber(12.36, 1, 'fr')).toBe('12,4');
    expect(formatNumber(-38.2, 0, 'en')).toBe('−38');
    expect(formatNumber(-0.04, 1, 'en')).toBe('0.0');
    expect(formatNumber(1234567, 0, 'fr')).toBe('1\u202f234\u202f567');
    expect(formatNumber(1024, 0, 'fr')).toBe('1024');
  });

  it('put a thin space before the unit', () => {
    expect(formatQuantity({ quantity: 'length', value: 12.4, unit: 'mm' }, 'fr')).toBe('12,4\u202fmm');
    expect(formatQuantity({ quantity: 'mean', value: -38, unit: "[hnsf'U]" }, 'fr')).toBe('−38\u202fUH');
    expect(formatQuantity({ quantity: 'mean', value: -38, unit: "[hnsf'U]" }, 'en')).toBe('−38\u202fHU');
    expect(formatBytes(212_400_000, 'fr')).toBe('212\u202fMo');
    expect(formatBytes(1_250_000_000, 'en')).toBe('1.3\u202fGB');
  });
});

describe('body parts', () => {
  it('are the defined terms of DICOM in the words of the language', () => {
    expect(formatBodyPart('CHEST', 'fr')).toBe('Thorax');
    expect(formatBodyPart('LSSPINE', 'en')).toBe('Lumbosacral spine');
    expect(formatBodyPart('brain', 'fr')).toBe('Encéphale');
  });

  it('that are not defined stay as they came', () => {
    expect(formatBodyPart('Genou droit', 'en')).toBe('Genou droit');
    expect(formatBodyPart('constructor', 'fr')).toBe('constructor');
    expect(formatBodyPart('', 'fr')).toBe('');
  });
});
