/** How dictation is begun: while a key is held, between two presses, or by voice from one case to the next. */
export const dictationHabits = ['hold', 'toggle', 'voice'] as const;
export type DictationHabit = (typeof dictationHabits)[number];

export interface DictationSettings {
  readonly habit: DictationHabit;
  /** The chosen microphone; null for the system's. */
  readonly deviceId: string | null;
}

const storageKey = 'vigie.desk.dictation';
const usual: DictationSettings = { habit: 'toggle', deviceId: null };

/** The reader's habit; what is broken counts as not set. */
export function storedSettings(): DictationSettings {
  try {
    const { habit, deviceId } = JSON.parse(localStorage.getItem(storageKey) ?? '{}');
    return {
      habit: dictationHabits.find(known => known === habit) ?? usual.habit,
      deviceId: typeof deviceId === 'string' && deviceId.length <= 200 ? deviceId : null,
    };
  } catch {
    return usual;
  }
}

export function storeSettings(settings: DictationSettings): void {
  localStorage.setItem(storageKey, JSON.stringify(settings));
}
