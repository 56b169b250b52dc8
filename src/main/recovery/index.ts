export { keepEscrow, RecoveryKeyError } from './escrow.ts';
export { escrowName, recoverReports } from './recover-reports.ts';
export { setAside } from './set-aside.ts';
