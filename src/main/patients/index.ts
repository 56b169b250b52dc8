export { contradictionOf } from './contradiction.ts';
export { joiningIns } from './ins.ts';
export { type Join, type JoinFacts, joinedPatients } from './join.ts';
export { KnownPatients } from './known-patients.ts';
