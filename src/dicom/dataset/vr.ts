/** Value Representations of PS3.5 section 6.2 and how explicit-VR data sets write their length. */

/** VRs with a 2-byte length field (PS3.5 table 7.1-2); all others, and ones of the future, have 4 bytes. */
const shortLength = new Set([
  ...['AE', 'AS', 'AT', 'CS', 'DA', 'DS', 'DT', 'FD', 'FL', 'IS', 'LO', 'LT', 'PN', 'SH', 'SL', 'SS', 'ST', 'TM', 'UI'],
  ...['UL', 'US'],
]);
/** VRs whose characters follow Specific Character Set (PS3.5 6.1.2.2). */
const localised = new Set(['SH', 'LO', 'ST', 'LT', 'UC', 'UT', 'PN']);
/** Text VRs that always hold one value, in which a backslash is a character (PS3.5 6.2). */
const singleText = new Set(['ST', 'LT', 'UT', 'UR']);
const otherText = new Set(['AE', 'AS', 'CS', 'DA', 'DS', 'DT', 'IS', 'TM', 'UI', 'UR']);
/** VRs that hold bulk data rather than values. */
const bulk = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const numeric = new Set(['AT', 'FD', 'FL', 'SL', 'SS', 'SV', 'UL', 'US', 'UV']);

export function hasShortLength(vr: string): boolean {
  return shortLength.has(vr);
}
export function followsCharacterSet(vr: string): boolean {
  return localised.has(vr);
}
export function isSingleText(vr: string): boolean {
  return singleText.has(vr);
}
export function isText(vr: string): boolean {
  return localised.has(vr) || otherText.has(vr);
}
export function isBulk(vr: string): boolean {
  return bulk.has(vr);
}
/** True for the VRs that PS3.5 defines. */
export function isKnownVr(vr: string): boolean {
  return isText(vr) || bulk.has(vr) || numeric.has(vr) || vr === 'SQ';
}
