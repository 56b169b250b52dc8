import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./theme.css', import.meta.url), 'utf8');

/** The variables of the theme at a night level, a level's own over those of the day. */
function variables(level: string | null): Record<string, string> {
  const blocks = [...css.matchAll(/:root(?:\[data-night="(\d)"\])? \{([^}]*)\}/g)];
  const read = (block: string) =>
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, hex]) => [name, hex]);
  const chosen = blocks.filter(([, night]) => night === undefined || night === level);
  return Object.fromEntries(chosen.flatMap(([, , block]) => read(block ?? '')));
}

/** Relative luminance (WCAG 2.2). */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(start => {
    const value = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each([null, '1', '2', '3'])('the theme at night level %s', level => {
  const colours = variables(level);

  it.each([
    'text',
    'weak',
    'strong',
    'accent',
    'draft',
    'ready',
    'warning',
    'refused-text',
  ])('writes %s with at least 4.5:1 on page, panel and raised (WCAG 1.4.3 AA)', name => {
    for (const surface of ['page', 'panel', 'raised']) {
      expect(contrast(colours[name]!, colours[surface]!), surface).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('has no white', () => {
    for (const hex of Object.values(colours)) expect(luminance(hex)).toBeLessThan(0.87);
  });
});
