/** Stable while more frames of the same kind arrive: it depends on what sets them apart, not on the frames. */
export function displaySetId(seriesUid: string, groupKey: string): string {
  return `${seriesUid}.${shortName(groupKey)}`;
}

/** FNV-1a, 32 bits: a short name for a long key, not a secret. */
export function shortName(text: string): string {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0).toString(16).padStart(8, '0');
}
