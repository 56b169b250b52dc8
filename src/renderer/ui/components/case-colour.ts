/** Muted hues that are told apart beside each other; none is the accent or a state colour. */
const caseHues = [200, 172, 268, 300, 230, 322];

/** The colour of a case: the same in every window for the same patient. */
export function caseColour(patientKey: string): string {
  let hash = 0;
  for (const character of patientKey) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return `hsl(${caseHues[hash % caseHues.length]} 32% 58%)`;
}
