import { scale, type Vector3 } from '../../../dicom/geometry/vector.ts';

/**
 * Names of the patient's directions in the DICOM axes (PS3.3 C.7.6.1.1.1): x to the Left, y to the Posterior, z to the
 * Head. The letters are the standard's own in every language of the screen.
 */
const names = [
  { positive: 'L', negative: 'R' },
  { positive: 'P', negative: 'A' },
  { positive: 'H', negative: 'F' },
] as const;

/** The letters of a direction, the largest component first; small components (under 5 % of the length) are left out. */
export function lettersOf(direction: Vector3): string {
  return direction
    .map((component, axis) => ({ component, name: names[axis]! }))
    .filter(({ component }) => Math.abs(component) > 0.05)
    .sort((a, b) => Math.abs(b.component) - Math.abs(a.component))
    .map(({ component, name }) => (component > 0 ? name.positive : name.negative))
    .join('');
}

export interface EdgeLetters {
  readonly right: string;
  readonly left: string;
  readonly bottom: string;
  readonly top: string;
}

const opposites: Readonly<Record<string, string>> = { L: 'R', R: 'L', A: 'P', P: 'A', H: 'F', F: 'H' };

/** The letters at the four edges of a projection, from the letters of its right and lower edge. */
export function oppositeLetters({ right, bottom }: Pick<EdgeLetters, 'right' | 'bottom'>): EdgeLetters {
  const opposite = (letters: string) => [...letters].map(letter => opposites[letter] ?? '').join('');
  return { right, bottom, left: opposite(right), top: opposite(bottom) };
}

/** The letters at the four edges of a picture whose right and lower edges point in these directions. */
export function edgeLetters(axes: { right: Vector3; down: Vector3 }): EdgeLetters {
  return {
    right: lettersOf(axes.right),
    left: lettersOf(scale(axes.right, -1)),
    bottom: lettersOf(axes.down),
    top: lettersOf(scale(axes.down, -1)),
  };
}
