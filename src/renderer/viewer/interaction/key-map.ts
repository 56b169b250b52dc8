/** What a key does in the viewer. */
export type ViewerAction =
  | { readonly kind: 'preset'; readonly index: number }
  | { readonly kind: 'scroll'; readonly by: number }
  | { readonly kind: 'scroll-to'; readonly end: 'first' | 'last' }
  | { readonly kind: 'series'; readonly by: 1 | -1 }
  | { readonly kind: 'pane'; readonly by: 1 | -1 }
  | { readonly kind: 'tool'; readonly tool: Tool }
  | { readonly kind: 'layout'; readonly layout: 'mpr' | 'volume' }
  | { readonly kind: 'own-voi' /** From 0; null for the next one. */; readonly index: number | null }
  | { readonly kind: 'reset' | 'invert' | 'fit' | 'pixels' | 'slab' | 'overlays' | 'shutter' }
  | { readonly kind: 'one-up' | 'prior' | 'link' | 'insert' | 'key-image' | 'delete' | 'cancel' | 'help' | 'tools' };

/** The actions that are done to one viewport; the others are the whole viewer's. */
export type PaneAction = Extract<
  ViewerAction,
  | { readonly kind: 'preset' }
  | { readonly kind: 'scroll' }
  | { readonly kind: 'scroll-to' }
  | { readonly kind: 'series' }
  | { readonly kind: 'own-voi' }
  | { readonly kind: 'reset' | 'invert' | 'fit' | 'pixels' | 'slab' | 'overlays' | 'shutter' }
>;

/** Tools that draw on the image. */
export const measuringTools = ['length', 'ellipse', 'polygon', 'point', 'angle', 'cobb', 'calibrate'] as const;
export type MeasuringTool = (typeof measuringTools)[number];

/** What the left button does. */
export const tools = ['window', 'zoom', 'pan', 'scroll', 'locate', ...measuringTools] as const;
export type Tool = (typeof tools)[number];

export function isMeasuringTool(tool: string): tool is MeasuringTool {
  return (measuringTools as readonly string[]).includes(tool);
}

/** The parts of a keyboard event that decide. */
export interface KeyStroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

const byKey: Readonly<Record<string, ViewerAction>> = {
  r: { kind: 'reset' },
  i: { kind: 'invert' },
  f: { kind: 'fit' },
  n: { kind: 'pixels' },
  h: { kind: 'overlays' },
  u: { kind: 'shutter' },
  w: { kind: 'tool', tool: 'window' },
  z: { kind: 'tool', tool: 'zoom' },
  g: { kind: 'tool', tool: 'pan' },
  s: { kind: 'tool', tool: 'scroll' },
  x: { kind: 'tool', tool: 'locate' },
  l: { kind: 'tool', tool: 'length' },
  e: { kind: 'tool', tool: 'ellipse' },
  y: { kind: 'tool', tool: 'polygon' },
  d: { kind: 'tool', tool: 'point' },
  a: { kind: 'tool', tool: 'angle' },
  b: { kind: 'tool', tool: 'cobb' },
  j: { kind: 'tool', tool: 'calibrate' },
  m: { kind: 'layout', layout: 'mpr' },
  v: { kind: 'layout', layout: 'volume' },
  p: { kind: 'prior' },
  c: { kind: 'link' },
  t: { kind: 'slab' },
  o: { kind: 'one-up' },
  '?': { kind: 'help' },
  arrowdown: { kind: 'scroll', by: 1 },
  arrowright: { kind: 'scroll', by: 1 },
  arrowup: { kind: 'scroll', by: -1 },
  arrowleft: { kind: 'scroll', by: -1 },
  home: { kind: 'scroll-to', end: 'first' },
  end: { kind: 'scroll-to', end: 'last' },
  pagedown: { kind: 'series', by: 1 },
  pageup: { kind: 'series', by: -1 },
  k: { kind: 'key-image' },
  enter: { kind: 'insert' },
  delete: { kind: 'delete' },
  backspace: { kind: 'delete' },
  escape: { kind: 'cancel' },
  f1: { kind: 'help' },
  f6: { kind: 'tools' },
};

/**
 * The action of a key, or null. Digits are read by their place on the keyboard: a French one writes them only with
 * Shift. Chords with Ctrl, Alt or Meta belong to the system and the browser.
 */
export function actionOf(stroke: KeyStroke): ViewerAction | null {
  if (stroke.ctrlKey || stroke.altKey || stroke.metaKey) return null;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(stroke.code)?.[1];
  if (digit) return { kind: 'preset', index: Number(digit) - 1 };
  if (/^(?:Digit|Numpad)0$/.test(stroke.code)) return { kind: 'own-voi', index: null };
  if (stroke.key === 'Tab') return { kind: 'pane', by: stroke.shiftKey ? -1 : 1 };
  return byKey[stroke.key.toLowerCase()] ?? null;
}
