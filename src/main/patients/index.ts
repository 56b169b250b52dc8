export { contradictionOf } from './contradiction.ts';
export { importsToSearch, type PlaceToSearch, pacsToSearch } from './find-patients.ts';
export { joiningIns } from './ins.ts';
export { InsLookup, type InsSource } from './ins-lookup.ts';
export { type Join, type JoinFacts, joinedPatients } from './join.ts';
export { KnownPatients } from './known-patients.ts';
export { PatientLinking } from './linking.ts';
